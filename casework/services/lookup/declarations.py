"""Uses of the law that members declared before they looked somebody up, as the privacy officer goes through them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from casework.base.errors import NotFound
from casework.base.values import Value
from casework.models import LedgerEntry, OutwardDisclosure
from casework.services.office import office_of
from casework.store.session import ViewerSession

PAGE = 50
DECLARED = "purpose.declared"
Place = tuple[datetime, int]


class Declaration(Value):
    """Who declared which use, on which facts, and when. `entry` is its place in the ledger."""

    id: UUID
    entry: int
    at: datetime
    actor: UUID | None
    use: str
    facts: dict[str, Any]


class Chosen(Value):
    """Which of them: for one use, by one member, from when to when."""

    use: str = ""
    member: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: Place | None = None


def uses_of(session: ViewerSession) -> list[str]:
    """The purposes that demand facts with each reading: the uses that the law lists."""
    return [code for code, purpose in office_of(session).kind.purposes.items() if purpose.requires]


def list_declarations(
    session: ViewerSession, chosen: Chosen, *, size: int = PAGE
) -> tuple[list[Declaration], Place | None]:
    """A page of them, newest first, and where the next one begins."""
    uses = uses_of(session)
    at, wanted = LedgerEntry.at, [chosen.use] if chosen.use in uses else uses
    found = select(LedgerEntry).where(LedgerEntry.act == DECLARED, LedgerEntry.purpose.in_(wanted))
    if chosen.member is not None:
        found = found.where(LedgerEntry.actor_id == chosen.member)
    if chosen.since is not None:
        found = found.where(at >= chosen.since)
    if chosen.until is not None:
        found = found.where(at < chosen.until)
    if chosen.before is not None:
        last, place = chosen.before
        found = found.where(or_(at < last, and_(at == last, LedgerEntry.id < place)))
    rows = session.scalars(found.order_by(at.desc(), LedgerEntry.id.desc()).limit(size + 1)).all()
    shown = rows[:size]
    return _read(shown), (shown[-1].at, shown[-1].id) if len(rows) > size else None


def declaration_by_entry(session: ViewerSession, entry: int) -> Declaration:
    """One of them by its entry in the ledger, or NotFound."""
    found = select(LedgerEntry).where(LedgerEntry.id == entry, LedgerEntry.act == DECLARED)
    read = _read(session.scalars(found.where(LedgerEntry.purpose.in_(uses_of(session)))).all())
    if not read:
        raise NotFound
    return read[0]


def ended_in(session: ViewerSession, declarations: Iterable[UUID]) -> dict[UUID, list[OutwardDisclosure]]:
    """What was given or refused under each of these declarations."""
    chosen = select(OutwardDisclosure).where(OutwardDisclosure.declaration.in_(list(declarations)))
    found: dict[UUID, list[OutwardDisclosure]] = {}
    for row in session.scalars(chosen.order_by(OutwardDisclosure.decided_at, OutwardDisclosure.id)):
        found.setdefault(row.declaration, []).append(row)
    return found


def _read(rows: Sequence[LedgerEntry]) -> list[Declaration]:
    told = [(row, json.loads(row.detail or "{}")) for row in rows]
    return [
        Declaration(
            UUID(detail["declaration"]), row.id, row.at, row.actor_id, row.purpose, detail.get("facts", {})
        )
        for row, detail in told
        if "declaration" in detail
    ]
