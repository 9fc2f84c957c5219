"""Geometry of a vehicle's time line: owners, plates, liens, holds and brands in lanes, the odometer as a curve."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo

from casework.base.values import Value
from casework.domain.periods import Period, gaps
from casework.services.vehicles.vehicle_view import ReadingView, VehicleView
from casework.web.registers.scale import Box, Mark, Scale, Words, new_year, years
from casework.web.registers.vehicle_rows import Row

TOP, STEP, BAR = 34.0, 34.0, 22.0
CURVE = 92.0


class Lane(Value):
    """One row of the drawing: its name, where it stands, its stretches. `gaps`: where nobody is on record."""

    name: str
    y: float
    boxes: tuple[Box, ...]
    gaps: tuple[Box, ...] = ()


class Point(Value):
    """A reading of the odometer; `alarm` where it is lower than one before."""

    x: float
    y: float
    alarm: bool


class VehicleChart(Value):
    """Ready to draw by attributes."""

    height: float
    years: tuple[Mark, ...]
    lanes: tuple[Lane, ...]
    curve: tuple[Point, ...]
    curve_top: float
    curve_base: float
    most: int
    unit: str
    cursor: float
    known_until: float | None

    @property
    def path(self) -> str:
        """The curve as points of a line."""
        return " ".join(f"{point.x},{point.y}" for point in self.curve)


class Names(Value):
    """What stands on the drawing. `lanes` by owners, plates, liens, holds, brands; `of` names one row."""

    lanes: Mapping[str, str]
    of: Callable[[Row], str]
    gap: str
    years: Words


Stretch = tuple[datetime, datetime | None, str]


def vehicle_chart(
    view: VehicleView, *, valid_at: datetime, known_at: datetime, now: datetime, names: Names
) -> VehicleChart:
    """The chart of a history as it was known at `known_at`. Instants come on the office's clock by `now`'s zone."""
    zone = now.tzinfo
    told = _stretches(view, names, zone)
    begins = [since for rows in told.values() for since, _until, _name in rows]
    first = min([valid_at, *begins, *(_noon(row.read_on, zone) for row in view.readings)])
    scale = Scale(new_year(first.astimezone(zone)), max(now, valid_at) + timedelta(days=60))
    end = min(known_at, now)
    lanes: list[Lane] = []
    for name, rows in told.items():
        for row in _tracks(_joined(rows) if name == "plates" else rows):
            label = names.lanes[name] if not lanes or lanes[-1].name != names.lanes[name] else ""
            lanes.append(
                _lane(
                    label or "",
                    TOP + STEP * len(lanes),
                    row,
                    scale,
                    end,
                    owners=name == "owners",
                    gap=names.gap,
                )
            )
    base = TOP + STEP * len(lanes) + CURVE
    return VehicleChart(
        height=base + 44,
        years=years(scale, names.years),
        lanes=tuple(lanes),
        curve=_curve(view.readings, scale, base, zone),
        curve_top=base - CURVE + 12,
        curve_base=base,
        most=max((row.reading for row in view.readings), default=0),
        unit=view.readings[0].unit if view.readings else "mi",
        cursor=scale.at(valid_at),
        known_until=scale.at(end) if known_at < now - timedelta(days=1) else None,
    )


def changes(view: VehicleView, zone: tzinfo | None) -> set[datetime]:
    """Every instant at which something about the vehicle changed."""
    periods = [(row.since, row.until) for row in view.ownerships]
    periods += [(row.since, row.until) for row in view.plates] + [
        (row.since, row.until) for row in view.holds
    ]
    edges = {edge for period in periods for edge in period if edge is not None}
    days = {row.read_on for row in view.readings} | {row.effective_on for row in view.brands}
    days |= {row.since for row in view.liens} | {row.released_on for row in view.liens if row.released_on}
    return edges | {_noon(day, zone) for day in days}


def _stretches(view: VehicleView, names: Names, zone: tzinfo | None) -> dict[str, list[Stretch]]:
    return {
        "owners": [(row.since, row.until, names.of(row)) for row in view.ownerships if row.current],
        "plates": [(row.since, row.until, names.of(row)) for row in view.plates if row.superseded_at is None],
        "liens": [
            (
                _noon(row.since, zone),
                _noon(row.released_on, zone) if row.released_on else None,
                names.of(row),
            )
            for row in view.liens
        ],
        "holds": [(row.since, row.until, names.of(row)) for row in view.holds],
        "brands": [(_noon(row.effective_on, zone), row.voided_at, names.of(row)) for row in view.brands],
    }


def _tracks(rows: Iterable[Stretch]) -> list[list[Stretch]]:
    """The stretches in as few rows as hold them apart; one empty row where there are none."""
    tracks: list[list[Stretch]] = []
    for row in sorted(rows, key=lambda one: one[0]):
        for track in tracks:
            end = track[-1][1]
            if end is not None and end <= row[0]:
                track.append(row)
                break
        else:
            tracks.append([row])
    return tracks or [[]]


def _joined(rows: Iterable[Stretch]) -> list[Stretch]:
    """A plate that stayed through a sale is one stretch. Owners never are: names that are withheld are all the same."""
    told: list[Stretch] = []
    for since, until, name in sorted(rows, key=lambda one: (one[2], one[0])):
        if told and told[-1][2] == name and told[-1][1] == since:
            told[-1] = (told[-1][0], until, name)
        else:
            told.append((since, until, name))
    return told


def _lane(
    name: str, y: float, rows: list[Stretch], scale: Scale, end: datetime, *, owners: bool, gap: str
) -> Lane:
    boxes = [scale.box(since, min(until or end, end), label, "bar") for since, until, label in rows]
    missing: list[Box | None] = []
    if owners and rows:
        holes = gaps([Period(since, until) for since, until, _label in rows])
        missing = [scale.box(hole.since, hole.until or end, gap, "empty") for hole in holes]
    return Lane(
        name,
        y,
        tuple(box for box in boxes if box is not None),
        tuple(box for box in missing if box is not None),
    )


def _curve(
    readings: Iterable[ReadingView], scale: Scale, base: float, zone: tzinfo | None
) -> tuple[Point, ...]:
    rows = sorted(readings, key=lambda row: (row.read_on, row.recorded_at))
    most = max((row.reading for row in rows), default=0) or 1
    points, reached = [], 0
    for row in rows:
        y = round(base - (CURVE - 24) * row.reading / most, 1)
        points.append(Point(scale.at(_noon(row.read_on, zone)), y, row.reading < reached))
        reached = max(reached, row.reading)
    return tuple(points)


def _noon(day: date, zone: tzinfo | None) -> datetime:
    return datetime.combine(day, time(12), zone)
