"""Flags as people go through them: open ones first found last, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_

from casework.models import FraudFlag
from casework.services.raised import select_raised
from casework.store.session import ViewerSession

PAGE = 50
Place = tuple[datetime, UUID]


def list_flags(
    session: ViewerSession, *, kind: str = "", closed: bool = False, before: Place | None = None
) -> tuple[Sequence[FraudFlag], Place | None]:
    """A page of them, newest first, of one kind where asked; and where the next one begins."""
    at = FraudFlag.closed_at if closed else FraudFlag.found_at
    chosen = select_raised(FraudFlag, kind=kind, closed=closed)
    if before is not None:
        chosen = chosen.where(or_(at < before[0], and_(at == before[0], FraudFlag.id < before[1])))
    rows = session.scalars(chosen.order_by(at.desc(), FraudFlag.id.desc()).limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    if len(rows) <= PAGE:
        return shown, None
    last = shown[-1]
    return shown, (last.closed_at or last.found_at if closed else last.found_at, last.id)
