"""Where papers that the office issued are made, given out, and checked by whoever holds one."""
