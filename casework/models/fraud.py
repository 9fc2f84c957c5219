"""Signs of fraud that rules found in the vehicle register: looked at by a person, closed with a reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, Index, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.domain.fraud import KINDS
from casework.store.registers import Register, classed

INSTANT = DateTime(timezone=True)
OUTCOMES = ("explained", "wrong_entry", "referred")


class FraudFlag(Register):
    """What one rule found about one record. It never changes but by being closed; it blocks nothing.

    `evidence` holds days, ids and readings, never a name or a number that leads to somebody. `involved`: the members
    whose entries are behind it.
    """

    __tablename__ = "fraud_flag"

    kind: Mapped[str] = classed("open", Text)
    subject_id: Mapped[UUID] = classed("open", Uuid)
    since: Mapped[date | None] = classed("open", Date, nullable=True)
    until: Mapped[date | None] = classed("open", Date, nullable=True)
    evidence: Mapped[list[dict[str, Any]]] = classed("open", JSONB)
    vehicles: Mapped[list[UUID]] = classed("open", ARRAY(Uuid))
    people: Mapped[list[UUID]] = classed("open", ARRAY(Uuid))
    involved: Mapped[list[UUID]] = classed("open", ARRAY(Uuid))
    found_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    closed_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    closed_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    outcome: Mapped[str | None] = classed("open", Text, nullable=True)
    reason: Mapped[str | None] = classed("internal", Text, nullable=True)

    __table_args__ = (
        CheckConstraint("(closed_at is null) = (closed_by is null)", name="closed"),
        CheckConstraint("(closed_at is null) = (outcome is null)", name="outcome"),
        CheckConstraint(f"outcome in {OUTCOMES}", name="outcomes"),
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        Index("fraud_flag_subject_ix", "tenant_id", "subject_id"),
        Index("fraud_flag_open_ix", "tenant_id", "found_at", "id", postgresql_where="closed_at is null"),
        Index("fraud_flag_closed_ix", "tenant_id", "closed_at", "id"),
    )
