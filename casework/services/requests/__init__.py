"""Requests of residents: who has them, which are the same."""
