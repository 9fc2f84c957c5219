"""Vehicles, titles and plates: read, transfer, correct."""
