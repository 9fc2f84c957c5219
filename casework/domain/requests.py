"""Requests that may be one: distance, likeness, a score with reasons. Suggested, never merged by itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Literal, TypeVar

from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.domain.likeness import address_likeness, text_likeness

Key = TypeVar("Key")

_EARTH_M = 6_371_008.8  # mean radius
_ALIKE = 0.8

_SAME_ADDRESS = 0.7

Code = Literal["asset", "near", "contact", "text", "address"]


class Place(Value):
    """Where something is, in degrees (WGS 84)."""

    lat: float
    lon: float

    @property
    def known(self) -> bool:
        """Zero and zero is a device that did not know, not a place in the Gulf of Guinea."""
        inside = -90 <= self.lat <= 90 and -180 <= self.lon <= 180
        return inside and (self.lat, self.lon) != (0, 0)


class Report(Value):
    """What of a request decides whether it is a duplicate. `contacts` are e-mail and phone keys."""

    group: str
    category: str
    created_at: datetime
    text: str = ""
    place: Place | None = None
    address: str = ""
    asset: str | None = None
    contacts: frozenset[str] = frozenset()
    closed_at: datetime | None = None


class Nearness(Value):
    """The figures of a category: how near, how recent, how long after closing."""

    radius_m: float
    days: int = 30
    days_after_closing: int = 14


class Likeness(Value):
    """How likely two requests are one, from 1 to 100, and why."""

    score: int
    reasons: tuple[tuple[Code, Sayable], ...]


def metres(one: Place, other: Place) -> float:
    """The great-circle distance (haversine)."""
    lat_1, lat_2 = radians(one.lat), radians(other.lat)
    half = sin((lat_2 - lat_1) / 2) ** 2
    half += cos(lat_1) * cos(lat_2) * sin(radians(other.lon - one.lon) / 2) ** 2
    return 2 * _EARTH_M * asin(sqrt(min(1.0, half)))


def likeness(new: Report, other: Report, figures: Nearness) -> Likeness | None:
    """Whether `other` may be the same thing as `new`; None when it is no candidate."""
    if new.group != other.group or not _recent(new, other, figures):
        return None
    distance = _distance(new, other)
    near = distance is not None and distance <= figures.radius_m
    points: dict[Code, tuple[float, Sayable]] = {}
    if new.asset and new.asset == other.asset:
        points["asset"] = 60, phrase("The same asset")
    if near and distance is not None:
        closeness = 1 - distance / figures.radius_m / 2 if figures.radius_m else 1
        points["near"] = 50 * closeness, phrase("%(distance)s m away", distance=round(distance))
    if new.contacts & other.contacts and new.category == other.category:
        points["contact"] = 40, phrase("The same person reported it, in the same category")
    if distance is None and new.category == other.category and _same_address(new, other):
        points["address"] = 45, phrase("The same address, or nearly")
    alike = text_likeness(new.text, other.text)
    if near and alike >= _ALIKE:
        points["text"] = 30 * alike, phrase("Nearly the same words")
    if not points:
        return None
    score = min(100, round(sum(part for part, _ in points.values())))
    return Likeness(score, tuple((code, said) for code, (_, said) in points.items()))


def root_of(request: Key, duplicate_of: Mapping[Key, Key]) -> Key:
    """The request all its duplicates point to. Raises ValueError where they run in a circle."""
    seen = {request}
    while request in duplicate_of:
        request = duplicate_of[request]
        if request in seen:
            raise ValueError("These requests are marked as duplicates of one another in a circle.")
        seen.add(request)
    return request


def link_target(child: Key, parent: Key, duplicate_of: Mapping[Key, Key]) -> Key | None:
    """Where to point `child`: at the root of `parent`, never at a duplicate; None if that is `child` itself."""
    root = root_of(parent, duplicate_of)
    return None if root == child else root


def _same_address(new: Report, other: Report) -> bool:
    """Where a point is missing, words tell the place; they must name more than a street."""
    return address_likeness(new.address, other.address) >= _SAME_ADDRESS


def _recent(new: Report, other: Report, figures: Nearness) -> bool:
    if abs(new.created_at - other.created_at) > timedelta(days=figures.days):
        return False
    closed = other.closed_at
    return closed is None or new.created_at - closed <= timedelta(days=figures.days_after_closing)


def _distance(new: Report, other: Report) -> float | None:
    if new.place is None or other.place is None or not (new.place.known and other.place.known):
        return None
    return metres(new.place, other.place)
