"""Levels of donors: from which sum in how many months somebody stands at one; the highest one counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from casework.base.values import Value
from casework.domain.periods import add_months

CODE = re.compile(r"[a-z][a-z0-9_]{1,29}")
LONGEST_MONTHS = 120


class Level(Value):
    """A level that holds on some day. `months` None: all that was ever given counts."""

    code: str
    name: str
    minimum: int
    months: int | None


def ranked(levels: Iterable[Level]) -> list[Level]:
    """The highest first: by its sum, and of the same sum by the shorter time."""
    return sorted(levels, key=lambda one: (-one.minimum, one.months or LONGEST_MONTHS + 1, one.code))


def level_of(given: Mapping[date, int], levels: Iterable[Level], on: date) -> Level | None:
    """Where somebody stands who gave these sums on these days; None below every level."""
    for level in ranked(levels):
        since = add_months(on, -level.months) if level.months else date.min
        if sum(minor for day, minor in given.items() if since <= day <= on) >= level.minimum:
            return level
    return None


def from_level(levels: Iterable[Level], code: str) -> list[Level]:
    """The level of this code and those above it; nothing where there is none of this code."""
    order = ranked(levels)
    place = next((at for at, one in enumerate(order) if one.code == code), -1)
    return order[: place + 1]


def above(levels: Iterable[Level], code: str) -> Sequence[Level]:
    """Those above the level of this code."""
    return from_level(levels, code)[:-1]
