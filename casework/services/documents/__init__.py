"""Files: taken in, made harmless, kept, given out."""
