"""Requests for records: what was found, what is withheld of it and why, and what is given out."""
