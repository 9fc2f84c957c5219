"""How a work list is sorted and paged: by keys, never by counting rows off."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from casework.base.values import Value
from casework.models import Case

SORTS: dict[str, InstrumentedAttribute[Any]] = {
    "due": Case.due_at,
    "opened": Case.opened_at,
    "since": Case.state_since,
    "number": Case.number,
}
_MAY_BE_MISSING = ("due",)


class Order(Value):
    """By which key, and from which end. Cases without the key (no deadline runs) always come last."""

    by: str = "due"
    down: bool = False

    @property
    def column(self) -> InstrumentedAttribute[Any]:
        """The column behind the name."""
        return SORTS[self.by]


class Cursor(Value):
    """The row a page starts beside: its key and id; `back` for the page before it."""

    key: str | datetime | None
    id: UUID
    back: bool = False

    def __str__(self) -> str:
        key = self.key.isoformat() if isinstance(self.key, datetime) else self.key
        told = json.dumps([key, self.id.hex, int(self.back)], separators=(",", ":"))
        return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def read_cursor(text: str, order: Order) -> Cursor | None:
    """The cursor an address holds; None when it holds none that fits the order."""
    try:
        padded = text + "=" * (-len(text) % 4)
        key, row, back = json.loads(base64.urlsafe_b64decode(padded.encode()))
        if key is not None and order.by != "number":
            key = datetime.fromisoformat(key)
        if isinstance(key, datetime) and key.tzinfo is None:
            return None
        if (key is None and order.by not in _MAY_BE_MISSING) or not isinstance(key, str | datetime | None):
            return None
        return Cursor(key, UUID(hex=row), bool(back))
    except (ValueError, TypeError, AttributeError, binascii.Error):
        return None


class Stretch(Value):
    """One run of rows that an index can walk: those with the key, or those without."""

    order: Order
    missing: bool
    down: bool
    beside: Cursor | None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Which rows belong to it."""
        column = self.order.column
        found: list[ColumnElement[bool]] = []
        if self.order.by in _MAY_BE_MISSING:
            found.append(column.is_(None) if self.missing else column.is_not(None))
        if self.beside is not None:
            found.append(self._past(self.beside))
        return found

    def _past(self, cursor: Cursor) -> ColumnElement[bool]:
        if self.missing:
            return Case.id < cursor.id if self.down else Case.id > cursor.id
        here = tuple_(self.order.column, Case.id)
        there = tuple_(cursor.key, cursor.id)
        return here < there if self.down else here > there

    def keys(self) -> list[InstrumentedAttribute[Any]]:
        """The columns to sort by."""
        return [Case.id] if self.missing else [self.order.column, Case.id]

    def sorted(
        self, keys: Iterable[ColumnElement[Any] | InstrumentedAttribute[Any]]
    ) -> list[ColumnElement[Any]]:
        """These columns in the direction walked."""
        return [key.desc() if self.down else key.asc() for key in keys]


def stretches(order: Order, cursor: Cursor | None) -> list[Stretch]:
    """The runs to walk for a page, in walking order; going back walks them from their ends."""
    back = cursor is not None and cursor.back
    missing = [False, True] if order.by in _MAY_BE_MISSING else [False]
    if back:
        missing.reverse()
    if cursor is not None:
        missing = missing[missing.index(cursor.key is None) :]
    down = order.down != back
    return [
        Stretch(order, gone, down, cursor if cursor is not None and (cursor.key is None) == gone else None)
        for gone in missing
    ]
