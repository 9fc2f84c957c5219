"""Kinds of answer."""
