"""Who opened a case and what they did with it, from the ledger."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.values import Value
from casework.models import LedgerEntry
from casework.store.session import ViewerSession

PAGE = 100


class Look(Value):
    """One entry: who, when, for which purpose, how many fields. Never a value."""

    id: int
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    purpose: str
    act: str
    fields: tuple[str, ...]


def who_looked(session: ViewerSession, case_id: UUID, *, before: int | None = None) -> list[Look]:
    """A page of entries about a case, newest first; one more than PAGE tells that there are others."""
    chosen = select(LedgerEntry).where(LedgerEntry.case_id == case_id)
    if before is not None:
        chosen = chosen.where(LedgerEntry.id < before)
    rows = session.scalars(chosen.order_by(LedgerEntry.id.desc()).limit(PAGE + 1))
    return [
        Look(row.id, row.at, row.actor_kind, row.actor_id, row.purpose, row.act, tuple(row.fields))
        for row in rows
    ]
