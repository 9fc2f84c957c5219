"""Flags as people go through them: open ones first found last, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from casework.base.errors import NotFound
from casework.models import FraudFlag
from casework.store.session import ViewerSession

PAGE = 50
Place = tuple[datetime, UUID]


def list_flags(
    session: ViewerSession, *, kind: str = "", closed: bool = False, before: Place | None = None
) -> tuple[Sequence[FraudFlag], Place | None]:
    """A page of them, newest first, of one kind where asked; and where the next one begins."""
    at = FraudFlag.closed_at if closed else FraudFlag.found_at
    chosen = select(FraudFlag).where(
        FraudFlag.closed_at.is_not(None) if closed else FraudFlag.closed_at.is_(None)
    )
    if kind:
        chosen = chosen.where(FraudFlag.kind == kind)
    if before is not None:
        chosen = chosen.where(or_(at < before[0], and_(at == before[0], FraudFlag.id < before[1])))
    rows = session.scalars(chosen.order_by(at.desc(), FraudFlag.id.desc()).limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    if len(rows) <= PAGE:
        return shown, None
    last = shown[-1]
    return shown, (last.closed_at or last.found_at if closed else last.found_at, last.id)


def count_open(session: ViewerSession) -> dict[str, int]:
    """How many of each kind are open."""
    counted = select(FraudFlag.kind, func.count().label("open")).where(FraudFlag.closed_at.is_(None))
    return {row.kind: row.open for row in session.execute(counted.group_by(FraudFlag.kind))}


def flag_by_id(session: ViewerSession, flag_id: UUID) -> FraudFlag:
    """One of them, or NotFound."""
    found = session.scalar(select(FraudFlag).where(FraudFlag.id == flag_id))
    if found is None:
        raise NotFound
    return found
