"""Batches of gifts."""
