"""What moved the deadlines of a case beside its own states: extensions with their reason, calendars, other promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.values import Value
from casework.models import CaseEvent
from casework.services.deadlines.happened import APPLIED, EXTENDED, LAW_CHOSEN, RECOUNTED, SORTED, Happened
from casework.store.session import ViewerSession

NOTED = (EXTENDED, RECOUNTED, APPLIED, LAW_CHOSEN, SORTED)


class Note(Value):
    """One such thing. `reason` is empty for viewers who may not read what the case is about."""

    at: datetime
    kind: str
    detail: Mapping[str, Any]
    reason: str = ""


def notes_of(session: ViewerSession, case_id: UUID, happened: Sequence[Happened]) -> tuple[Note, ...]:
    """The notes of a case, oldest first; asked of the database only where there are any."""
    if not any(one.kind in NOTED for one in happened):
        return ()
    chosen = (CaseEvent.at, CaseEvent.kind, CaseEvent.detail)
    told = (CaseEvent.asked,) if session.viewer.access.may_read("matter") else ()
    rows = session.execute(
        select(CaseEvent.tenant_id, CaseEvent.id, *chosen, *told)
        .where(CaseEvent.case_id == case_id, CaseEvent.kind.in_(NOTED))
        .order_by(CaseEvent.seq)
    )
    return tuple(
        Note(row.at, row.kind, row.detail, str((row.asked or {}).get("reason", "")) if told else "")
        for row in rows
    )
