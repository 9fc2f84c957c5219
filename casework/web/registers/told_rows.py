"""Which rows of twice-dated history a page tells at first: not those that a later act only ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar


class Dated(Protocol):
    """A row of history."""

    @property
    def since(self) -> datetime: ...
    @property
    def until(self) -> datetime | None: ...
    @property
    def superseded_at(self) -> datetime | None: ...


Row = TypeVar("Row", bound=Dated)


def told_rows(rows: Sequence[Row], same: Callable[[Row, Row], bool]) -> tuple[Row, ...]:
    """The rows without those that were open and that a later row repeats up to an end: what they said stayed true.

    `same`: whether two rows say the same but for their end.
    """

    def only_ended(row: Row) -> bool:
        if row.superseded_at is None or row.until is not None:
            return False
        return any(other is not row and other.until is not None and same(row, other) for other in rows)

    return tuple(row for row in rows if not only_ended(row))
