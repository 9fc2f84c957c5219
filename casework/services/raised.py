"""What jobs raise for people to look at (signals, flags): each has a kind, and is open until somebody closes it."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select

from casework.base.errors import NotFound
from casework.models import FraudFlag, Signal
from casework.store.session import ViewerSession

One = TypeVar("One", Signal, FraudFlag)


def select_raised(register: type[One], *, kind: str, closed: bool) -> Select[One]:
    """Those that are open, or closed; of one kind where asked."""
    chosen = select(register).where(
        register.closed_at.is_not(None) if closed else register.closed_at.is_(None)
    )
    return chosen.where(register.kind == kind) if kind else chosen


def count_open(session: ViewerSession, register: type[Signal] | type[FraudFlag]) -> dict[str, int]:
    """How many of each kind are open."""
    counted = select(register.kind, func.count().label("open")).where(register.closed_at.is_(None))
    return {row.kind: row.open for row in session.execute(counted.group_by(register.kind))}


def raised_by_id(session: ViewerSession, register: type[One], wanted: UUID) -> One:
    """One of them, or NotFound."""
    found = session.scalar(select(register).where(register.id == wanted))
    if found is None:
        raise NotFound
    return found
