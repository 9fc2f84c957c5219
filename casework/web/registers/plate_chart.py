"""Geometry of a plate's time line: its whole life, and the months round a day, as known today and as known then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from casework.base.values import Value
from casework.services.vehicles.plate_view import Carried
from casework.web.registers.scale import RIGHT, Box, Mark, Scale, Words, month, new_year, years

_MONTHS = 8
_BEFORE = 4


class Chart(Value):
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


def plate_chart(
    known_now: Sequence[Carried],
    known_then: Sequence[Carried],
    *,
    valid_at: datetime,
    known_at: datetime,
    now: datetime,
    words: Words,
) -> Chart:
    """The chart of what we know now and what we said at `known_at`, round the day `valid_at`. `words` writes a day as
    "year", "month" or "month_year"; for "nobody" it says that the plate is on no vehicle."""
    first = min((row.since for row in (*known_now, *known_then)), default=valid_at)
    whole = Scale(new_year(min(first, valid_at)), max(now, valid_at) + timedelta(days=60))
    lens = Scale(month(valid_at, -_BEFORE), month(valid_at, _MONTHS - _BEFORE))
    idle = words(valid_at, "nobody")
    ends = lens.at(known_at) if known_at < lens.until else None
    return Chart(
        years=years(whole, words),
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
    """The vehicles in turn, several at once where the plate serves several, and the times on none between them."""
    for since, until, names in _segments(rows, end):
        label = _several(names) if names else idle
        box = scale.box(since, until, label, kind if names else "empty")
        if box is not None:
            yield box


def _several(names: tuple[str, ...]) -> str:
    """The vehicles of a stretch: what several of one kind are is said once."""
    counted = {name: names.count(name) for name in names}
    return " · ".join(f"{count} × {name}" if count > 1 else name for name, count in counted.items())


def _segments(rows: Sequence[Carried], end: datetime) -> Iterable[tuple[datetime, datetime, tuple[str, ...]]]:
    """From when to when the plate was on which vehicles; a plate that stayed through a sale is one segment."""
    edges = sorted({edge for row in rows for edge in (row.since, row.until or end) if edge <= end} | {end})
    told: list[tuple[datetime, datetime, tuple[str, ...]]] = []
    on: tuple[str, ...]
    for since, until in pairwise(edges):
        there = {row.vehicle_id: row.vehicle for row in rows if row.since <= since < (row.until or until)}
        on = tuple(sorted(there.values()))
        if told and told[-1][2] == on:
            told[-1] = (told[-1][0], until, on)
        else:
            told.append((since, until, on))
    return told


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


def _months(scale: Scale, words: Words) -> tuple[Mark, ...]:
    starts = [month(scale.since, count) for count in range(_MONTHS)]
    return tuple(
        Mark(scale.at(start), words(start, "month_year" if at == 0 or start.month == 1 else "month"))
        for at, start in enumerate(starts)
    )
