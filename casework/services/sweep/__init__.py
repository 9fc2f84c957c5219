"""Clearing up what nobody needs any more."""
