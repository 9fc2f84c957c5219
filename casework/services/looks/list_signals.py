"""Signals as the privacy officer goes through them: open ones first, newest first."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from casework.base.errors import NotFound
from casework.models import Signal
from casework.store.session import ViewerSession

PAGE = 50


def list_signals(session: ViewerSession, *, kind: str = "", closed: bool = False) -> list[Signal]:
    """A page of them; of one kind where asked."""
    chosen = select(Signal).where(Signal.closed_at.is_not(None) if closed else Signal.closed_at.is_(None))
    if kind:
        chosen = chosen.where(Signal.kind == kind)
    return list(session.scalars(chosen.order_by(Signal.since.desc(), Signal.id.desc()).limit(PAGE)))


def count_open(session: ViewerSession) -> dict[str, int]:
    """How many of each kind are open."""
    counted = select(Signal.kind, func.count().label("open")).where(Signal.closed_at.is_(None))
    return {row.kind: row.open for row in session.execute(counted.group_by(Signal.kind))}


def signal_by_id(session: ViewerSession, signal_id: UUID) -> Signal:
    """One of them, or NotFound."""
    found = session.scalar(select(Signal).where(Signal.id == signal_id))
    if found is None:
        raise NotFound
    return found
