"""The small calendar under a deadline: whole weeks, each day with what it meant for the count."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from casework.base.values import Value, replace

DayKind = Literal["counted", "paused", "closed", "to-come", "due"]


class DayCell(Value):
    """One day. `note` stands small under its number, `meaning` is for those who hear the page."""

    number: int
    meaning: str
    kind: DayKind | None = None
    note: str = ""
    today: bool = False


def deadline_weeks(days: Mapping[date, DayCell], *, today: date) -> list[list[DayCell | None]]:
    """Rows from Monday to Sunday over the span of `days`; days without a cell are empty places."""
    if not days:
        return []
    first, last = min(days), max(days)
    monday = first - timedelta(days=first.weekday())
    weeks = []
    while monday <= last:
        week = (monday + timedelta(days=at) for at in range(7))
        weeks.append([_cell(days.get(on), on=on, today=today) for on in week])
        monday += timedelta(days=7)
    return weeks


def _cell(cell: DayCell | None, *, on: date, today: date) -> DayCell | None:
    return replace(cell, today=True) if cell and on == today else cell
