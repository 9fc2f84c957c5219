"""Who looked at what, and whether somebody should ask why."""
