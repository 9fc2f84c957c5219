"""A case as lists read it: the columns they show, and no more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from casework.base.values import Value, names


class PlainCase(Value):
    """What a list shows of a case as its row has it."""

    id: UUID
    number: str
    language: str
    opened_at: datetime
    state_since: datetime
    due_at: datetime | None
    closed_at: datetime | None
    assignee_id: UUID | None
    unit_id: UUID | None
    version: int
    sealed: bool


PLAIN = names(PlainCase)


class CaseRow(PlainCase):
    """Columns of `Case`, for `columns_of`. `headline` stands for `WithheldValue` where it is not open."""

    workflow: str
    pack_id: UUID
    state: str
    headline: str
