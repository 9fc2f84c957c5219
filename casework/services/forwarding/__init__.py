"""Requests that another office sees to: handed over to its Open311 endpoint once, and followed there."""
