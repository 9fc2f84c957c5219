"""What comes in by mail, fax and letter: kept first, then sorted, and brought to its case."""
