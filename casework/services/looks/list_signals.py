"""Signals as the privacy officer goes through them: open ones first, newest first."""

from __future__ import annotations

from casework.models import Signal
from casework.services.raised import select_raised
from casework.store.session import ViewerSession

PAGE = 50


def list_signals(session: ViewerSession, *, kind: str = "", closed: bool = False) -> list[Signal]:
    """A page of them; of one kind where asked."""
    chosen = select_raised(Signal, kind=kind, closed=closed)
    return list(session.scalars(chosen.order_by(Signal.since.desc(), Signal.id.desc()).limit(PAGE)))
