"""Looking up whose plate it was for somebody outside, and the record of what was given, refused and agreed to."""
