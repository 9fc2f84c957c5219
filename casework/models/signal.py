"""Signals: looks that somebody should ask about, found in the ledger by rule and closed by a person with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed

INSTANT = DateTime(timezone=True)


class Signal(Register):
    """What one member did within one stretch of time that a rule speaks about. It never changes but by being closed."""

    __tablename__ = "signal"

    kind: Mapped[str] = classed("open", Text)
    actor_id: Mapped[UUID] = classed("open", Uuid)
    since: Mapped[datetime] = classed("open", INSTANT)
    until: Mapped[datetime] = classed("open", INSTANT)
    entries: Mapped[list[int]] = classed("open", ARRAY(BigInteger))
    looks: Mapped[int] = classed("open", Integer)
    found_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    closed_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    closed_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    reason: Mapped[str | None] = classed("internal", Text, nullable=True)

    __table_args__ = (
        CheckConstraint("(closed_at is null) = (closed_by is null)", name="closed"),
        CheckConstraint("closed_by <> actor_id", name="another"),
        CheckConstraint(
            "kind in ('no_case', 'fishing', 'own_name', 'colleague', 'burst', 'night')", name="kind"
        ),
        Index("signal_once_ix", "tenant_id", "kind", "actor_id", "since", unique=True),
        Index("signal_open_ix", "tenant_id", "since", postgresql_where="closed_at is null"),
    )
