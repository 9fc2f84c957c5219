"""What parties of a case signed, each statement by each party, or were asked to sign."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.models.case import OfCase
from casework.store.registers import classed, reference

INSTANT = DateTime(timezone=True)


class CaseSignature(OfCase):
    """One statement that one party signs. `digest` is of what they saw then: what changes later is not signed."""

    __tablename__ = "case_signature"

    act: Mapped[str] = classed("open", Text)
    role: Mapped[str] = classed("open", Text)
    state: Mapped[str] = classed("open", Text, default="waiting")  # or "signed" or "declined"
    way: Mapped[str | None] = classed("open", Text, nullable=True)  # "web", "counter" or "paper"
    digest: Mapped[str | None] = classed("open", Text, nullable=True)
    name: Mapped[str | None] = classed("contact", Text, nullable=True)
    asked_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    taken_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)  # the member who saw it signed

    __table_args__ = (
        reference("case", "case_id"),
        UniqueConstraint("tenant_id", "case_id", "act", "role"),
        CheckConstraint("state in ('waiting', 'signed', 'declined')", name="state"),
    )
