"""Papers that the office issues: made once, kept byte for byte, and checked by anybody who holds one."""
