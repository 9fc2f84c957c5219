"""Geometry of a plate's time line: its whole life, and the months round a day, as known today and as known then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from casework.services.vehicles.read_plate import Carried

LEFT, RIGHT = 130.0, 936.0
_ROOM = 7.5  # what one letter takes, so that words are left out where they do not fit
_MONTHS = 8
_BEFORE = 4


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch on a lane. `kind`: bar, soft or empty (on no vehicle)."""

    x: float
    width: float
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A name on the scale."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Ready to draw by attributes."""

    years: tuple[Mark, ...]
    whole: tuple[Box, ...]
    lens: tuple[float, float]
    months: tuple[Mark, ...]
    today: tuple[Box, ...]
    then: tuple[Box, ...]
    unknown_from: float | None
    changed: tuple[tuple[float, float], ...]
    cursor: float


@dataclass(frozen=True, slots=True)
class Scale:
    """From instants to places between LEFT and RIGHT."""

    since: datetime
    until: datetime

    def at(self, instant: datetime) -> float:
        """Where an instant stands, held inside the frame."""
        part = (instant - self.since) / (self.until - self.since)
        return round(LEFT + (RIGHT - LEFT) * min(max(part, 0.0), 1.0), 1)


def plate_chart(
    known_now: Sequence[Carried],
    known_then: Sequence[Carried],
    *,
    valid_at: datetime,
    known_at: datetime,
    now: datetime,
    words: Callable[[datetime, str], str],
) -> Chart:
    """The chart of what we know now and what we said at `known_at`, round the day `valid_at`. `words` writes a day as
    "year", "month" or "month_year"; for "nobody" it says that the plate is on no vehicle."""
    first = min((row.since for row in (*known_now, *known_then)), default=valid_at)
    whole = Scale(_new_year(min(first, valid_at)), max(now, valid_at) + timedelta(days=60))
    lens = Scale(_month(valid_at, -_BEFORE), _month(valid_at, _MONTHS - _BEFORE))
    idle = words(valid_at, "nobody")
    ends = lens.at(known_at) if known_at < lens.until else None
    return Chart(
        years=_years(whole, words),
        whole=tuple(_boxes(known_now, whole, now, "bar", idle)),
        lens=(whole.at(lens.since), max(whole.at(lens.until) - whole.at(lens.since), 8.0)),
        months=_months(lens, words),
        today=tuple(_boxes(known_now, lens, now, "bar", idle)),
        then=tuple(_boxes(known_then, lens, min(known_at, now), "soft", idle)),
        unknown_from=ends if ends is not None and ends < RIGHT - 60 else None,
        changed=tuple(_changed(known_now, known_then, lens, min(known_at, now))),
        cursor=lens.at(valid_at),
    )


def _boxes(rows: Sequence[Carried], scale: Scale, end: datetime, kind: str, idle: str) -> Iterable[Box]:
    """The vehicles in turn, and the times on none between them."""
    reached: datetime | None = None
    for row in _joined(rows):
        if reached is not None and row.since > reached:
            yield from _box(scale, reached, row.since, idle, "empty")
        until = min(row.until or end, end)
        yield from _box(scale, row.since, until, row.vehicle, kind)
        reached = row.until
    if rows and reached is not None and reached < end:
        yield from _box(scale, reached, end, idle, "empty")


def _joined(rows: Sequence[Carried]) -> list[Carried]:
    """Oldest first; a plate that stayed on its vehicle through a sale is one stretch."""
    told: list[Carried] = []
    for row in sorted(rows, key=lambda one: one.since):
        if told and told[-1].vehicle_id == row.vehicle_id and told[-1].until == row.since:
            told[-1] = replace(told[-1], until=row.until)
        else:
            told.append(row)
    return told


def _box(scale: Scale, since: datetime, until: datetime, label: str, kind: str) -> Iterable[Box]:
    x, width = scale.at(since), round(scale.at(until) - scale.at(since), 1)
    if until > since and width > 0:
        yield Box(x, width, label if width > _ROOM * len(label) + 20 else "", kind)


def _changed(
    now: Sequence[Carried], then: Sequence[Carried], scale: Scale, end: datetime
) -> Iterable[tuple[float, float]]:
    """Where the two lanes tell of different vehicles, as places and widths."""
    edges = {scale.since, min(scale.until, end)}
    for row in (*now, *then):
        edges |= {
            edge for edge in (row.since, row.until) if edge and scale.since < edge < min(scale.until, end)
        }
    ordered = sorted(edges)
    for since, until in pairwise(ordered):
        middle = since + (until - since) / 2
        if _on(now, middle) != _on(then, middle):
            yield scale.at(since), round(scale.at(until) - scale.at(since), 1)


def _on(rows: Iterable[Carried], instant: datetime) -> frozenset[object]:
    return frozenset(
        row.vehicle_id for row in rows if row.since <= instant and (row.until is None or instant < row.until)
    )


def _years(scale: Scale, words: Callable[[datetime, str], str]) -> tuple[Mark, ...]:
    span = scale.until.year - scale.since.year + 1
    step = max(1, round(span / 13))
    starts = [scale.since.replace(year=year) for year in range(scale.since.year, scale.until.year + 1, step)]
    return tuple(Mark(scale.at(start), words(start, "year")) for start in starts if start < scale.until)


def _months(scale: Scale, words: Callable[[datetime, str], str]) -> tuple[Mark, ...]:
    starts = [_month(scale.since, count) for count in range(_MONTHS)]
    return tuple(
        Mark(scale.at(start), words(start, "month_year" if at == 0 or start.month == 1 else "month"))
        for at, start in enumerate(starts)
    )


def _month(instant: datetime, later: int) -> datetime:
    year, month = divmod(instant.year * 12 + instant.month - 1 + later, 12)
    return instant.replace(year=year, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


def _new_year(instant: datetime) -> datetime:
    return _month(instant, 1 - instant.month)
