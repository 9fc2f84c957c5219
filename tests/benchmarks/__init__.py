"""Timings. They are read by people; nothing passes or fails by them."""
