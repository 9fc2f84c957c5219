"""Agreements about service: made, ended, and what they promise in a case."""
