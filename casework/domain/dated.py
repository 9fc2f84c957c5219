"""Rows of data that hold for a time: the one in force on the day of the event, never on the day of asking."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Protocol, TypeVar


class Dated(Protocol):
    """A row in force from `valid_from` until before `valid_to`."""

    @property
    def valid_from(self) -> date:
        """The first day."""
        ...

    @property
    def valid_to(self) -> date | None:
        """The day after the last, or None."""
        ...


class Keyed(Dated, Protocol):
    """A dated row that stands for something with a code."""

    @property
    def code(self) -> Hashable:
        """What the row is about; at most one row of a code is in force on a day."""
        ...


Row = TypeVar("Row", bound=Dated)
KeyedRow = TypeVar("KeyedRow", bound=Keyed)


def is_in_force(row: Dated, on: date) -> bool:
    """Whether the row holds on this day."""
    return row.valid_from <= on and (row.valid_to is None or on < row.valid_to)


def in_force(rows: Iterable[Row], on: date) -> list[Row]:
    """The rows that hold on this day, in their order."""
    return [row for row in rows if is_in_force(row, on)]


def overlaps(
    rows: Sequence[KeyedRow], *, by: Callable[[KeyedRow], Hashable] = lambda row: row.code
) -> list[tuple[KeyedRow, KeyedRow]]:
    """Pairs of rows with one code (or what `by` says of them) that hold on one day: a mistake in the table."""
    found = []
    ordered = sorted(rows, key=lambda row: (str(by(row)), row.valid_from))
    for earlier, later in pairwise(ordered):
        if by(earlier) == by(later) and (earlier.valid_to is None or later.valid_from < earlier.valid_to):
            found.append((earlier, later))
    return found
