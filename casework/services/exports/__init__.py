"""Lists as files: the same viewer, the same columns, the same ledger as on the screen."""
