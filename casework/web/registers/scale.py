"""From instants to places on a drawing, and the names along it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from casework.base.values import Value

LEFT, RIGHT = 130.0, 936.0
Words = Callable[[datetime, str], str]
"""Writes a day as "year", "month" or "month_year"; for "nobody" it says that nothing is there."""


class Box(Value):
    """A stretch on a lane. `kind`: bar, soft or empty. `whole`: what it is, where `label` has no room."""

    x: float
    width: float
    label: str
    kind: str
    whole: str = ""


class Mark(Value):
    """A name on the scale."""

    x: float
    label: str


class Scale(Value):
    """From instants to places between LEFT and RIGHT."""

    since: datetime
    until: datetime

    def at(self, instant: datetime) -> float:
        """Where an instant stands, held inside the frame."""
        part = (instant - self.since) / (self.until - self.since)
        return round(LEFT + (RIGHT - LEFT) * min(max(part, 0.0), 1.0), 1)

    def box(self, since: datetime, until: datetime, label: str, kind: str) -> Box | None:
        """The stretch between two instants; words are left out where they do not fit. None where there is none."""
        x, width = self.at(since), round(self.at(until) - self.at(since), 1)
        if until <= since or width <= 0:
            return None
        width = round(width - _PART, 1) if width > _ROOM else width
        return Box(x, width, label if width > _ROOM * len(label) + 20 else "", kind, label)


_ROOM = 7.5  # what one letter takes
_PART = 1.5  # what parts a stretch from the next


def years(scale: Scale, words: Words) -> tuple[Mark, ...]:
    """Every year of the scale, or every second, third …, so that their names have room."""
    span = scale.until.year - scale.since.year + 1
    step = max(1, round(span / 13))
    starts = [scale.since.replace(year=year) for year in range(scale.since.year, scale.until.year + 1, step)]
    return tuple(Mark(scale.at(start), words(start, "year")) for start in starts if start < scale.until)


def month(instant: datetime, later: int) -> datetime:
    """The first moment of a month, so many months later."""
    year, at = divmod(instant.year * 12 + instant.month - 1 + later, 12)
    return instant.replace(year=year, month=at + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


def new_year(instant: datetime) -> datetime:
    """The first moment of the year."""
    return month(instant, 1 - instant.month)
