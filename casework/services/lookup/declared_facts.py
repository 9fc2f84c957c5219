"""What a member declared before they read, as the ledger has it: the use's facts, and every entry made under them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.models import LedgerEntry
from casework.store.session import ViewerSession

AROUND = timedelta(hours=2)
"""A declaration holds for an hour: entries under it stand this close."""


def facts_of(session: ViewerSession, declaration: UUID) -> dict[str, Any]:
    """The facts of a declaration of the viewer's own; none when it is not found."""
    for row in entries_under(session, declaration, session.viewer.actor, now()):
        if row.act == "purpose.declared":
            return dict(json.loads(row.detail).get("facts", {}))
    return {}


def entries_under(
    session: ViewerSession, declaration: UUID, actor: UUID | None, at: datetime
) -> Iterator[LedgerEntry]:
    """The declaration and all that was read and done under it, in the order of the ledger."""
    chosen = select(LedgerEntry).where(
        LedgerEntry.actor_id == actor, LedgerEntry.at > at - AROUND, LedgerEntry.at < at + AROUND
    )
    wanted = str(declaration)
    for row in session.scalars(chosen.order_by(LedgerEntry.id)):
        if row.detail and json.loads(row.detail).get("declaration") == wanted:
            yield row
