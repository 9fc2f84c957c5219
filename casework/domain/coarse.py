"""A place told less exactly than it is known: always the same middle of the same square of a grid.

No chance is in it: of a point moved by chance the average of many tellings gives the truth away.
"""

from __future__ import annotations

from math import cos, floor, radians

from casework.domain.requests import Place

_METRES_PER_DEGREE = 111_195.0
EXACT = 1
"""Metres that a place told as known is rounded to: no device knows better."""


def coarsened(place: Place, metres: int) -> Place:
    """The middle of the square of this width that the place lies in; at the poles a square is a strip."""
    height = max(metres, EXACT) / _METRES_PER_DEGREE
    row = floor(place.lat / height)
    lat = min(90.0, max(-90.0, (row + 0.5) * height))
    width = min(360.0, height / max(cos(radians(lat)), 1e-6))
    lon = min(180.0, max(-180.0, (floor(place.lon / width) + 0.5) * width))
    return Place(round(lat, 6), round(lon, 6))
