"""A case as lists read it: the columns they show, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CaseRow:
    """Columns of `Case`, for `columns_of`. `headline` stands for `WithheldValue` where it is not open."""

    id: UUID
    number: str
    workflow: str
    pack_id: UUID
    state: str
    headline: str
    language: str
    opened_at: datetime
    state_since: datetime
    due_at: datetime | None
    closed_at: datetime | None
    assignee_id: UUID | None
    unit_id: UUID | None
    version: int
    sealed: bool
