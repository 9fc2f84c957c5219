"""Telling somebody that a gift was made in honour or memory of theirs: who waits, the notice, what became of it."""
