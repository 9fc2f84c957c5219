"""Areas of an office: where a place lies, by polygon or by a list of streets and postcodes. Pure arithmetic.

Points are (longitude, latitude) in degrees, as GeoJSON writes them. Neighbours that share a border never both
claim a point and never both leave it: a border belongs to one of them, always the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from casework.base.values import Value
from casework.base.words import search_key
from casework.domain.requests import Place

Point = tuple[float, float]
Ring = tuple[Point, ...]

_WORDS = re.compile(r"[^\W_]+")
_ENTRY = re.compile(r"(?P<name>.*?\D)\s+(?P<low>\d{1,6})\s*-\s*(?P<high>\d{1,6})(?:\s+(?P<side>odd|even))?\Z")


class Polygon(Value):
    """An outline with holes, all in degrees."""

    outline: Ring
    holes: tuple[Ring, ...] = ()

    def contains(self, place: Place) -> bool:
        """Whether the place lies inside the outline and in none of the holes."""
        return _inside(self.outline, place) and not any(_inside(hole, place) for hole in self.holes)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """South, west, north, east."""
        east_west = [point[0] for point in self.outline]
        north_south = [point[1] for point in self.outline]
        return min(north_south), min(east_west), max(north_south), max(east_west)


class Street(Value):
    """An entry of a list: a street or postcode, perhaps only some of its house numbers."""

    words: tuple[str, ...]
    low: int | None = None
    high: int | None = None
    side: str | None = None  # odd or even

    def is_in(self, told: tuple[str, ...]) -> bool:
        """Whether words that tell a place name this street, with a number that belongs here."""
        starts = [
            at
            for at in range(len(told) - len(self.words) + 1)
            if told[at : at + len(self.words)] == self.words
        ]
        if self.low is None:
            return bool(starts)
        return any(self._numbered(told, at) for at in starts)

    def _numbered(self, told: tuple[str, ...], at: int) -> bool:
        beside = (*told[max(0, at - 1) : at], *told[at + len(self.words) : at + len(self.words) + 1])
        numbers = [int(word) for word in beside if word.isascii() and word.isdigit() and len(word) < 7]
        return any(self._takes(number) for number in numbers)

    def _takes(self, number: int) -> bool:
        within = (self.low or 0) <= number <= (self.high or 0)
        return within and (self.side is None or (number % 2 == 1) == (self.side == "odd"))


class Area(Value):
    """A part of town by its code: polygons, streets, or both."""

    code: str
    polygons: tuple[Polygon, ...] = ()
    streets: tuple[Street, ...] = ()

    def takes(self, place: Place | None, told: tuple[str, ...]) -> bool:
        """Whether a place lies here: by its point where that is known and the area has a shape, else by its words."""
        if place is not None and place.known and self.polygons:
            return any(polygon.contains(place) for polygon in self.polygons)
        return any(street.is_in(told) for street in self.streets)


def area_of(areas: Iterable[Area], place: Place | None, text: str) -> str | None:
    """The code of the first area that a place lies in; None when none claims it."""
    told = words_of(text)
    return next((area.code for area in areas if area.takes(place, told)), None)


def words_of(text: str) -> tuple[str, ...]:
    """The words that tell a place, in order, each as it is looked up."""
    return tuple(_WORDS.findall(search_key(text)))


def street(entry: str) -> Street | None:
    """One line of a list: `Mill Lane`, `Mill Lane 1-99`, `Mill Lane 1-99 odd`, `53012`. None for an empty line."""
    plain = search_key(entry)
    numbered = _ENTRY.fullmatch(plain)
    if numbered is None:
        words = words_of(plain)
        return Street(words) if words else None
    low, high = int(numbered["low"]), int(numbered["high"])
    return Street(words_of(numbered["name"]), min(low, high), max(low, high), numbered["side"])


def _inside(ring: Ring, place: Place) -> bool:
    """By counting how often a line due east crosses the ring.

    Each edge is walked from south to north whichever ring it belongs to, so that two rings that share it find the
    same crossing to the last bit.
    """
    inside = False
    for one, other in zip(ring, ring[1:] + ring[:1], strict=True):
        (x_low, y_low), (x_high, y_high) = sorted((one, other), key=lambda point: (point[1], point[0]))
        if y_low <= place.lat < y_high:
            crossing = x_low + (place.lat - y_low) * (x_high - x_low) / (y_high - y_low)
            inside ^= place.lon < crossing
    return inside
