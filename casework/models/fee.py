"""Fees of a case: the sheet that was worked out, and what was paid or waived."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Date, DateTime, Index, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.models.case import OfCase
from casework.store.registers import classed, reference

INSTANT = DateTime(timezone=True)


class FeeLine(OfCase):
    """A fee that a case owes, from the table in force on `effective_on`. Amounts in minor units."""

    __tablename__ = "fee_line"

    code: Mapped[str] = classed("open", Text)
    position: Mapped[int] = classed("open", Integer)
    amount: Mapped[int] = classed("financial", BigInteger)
    currency: Mapped[str] = classed("open", Text)
    basis: Mapped[str] = classed("open", Text)
    rule: Mapped[str] = classed("open", Text)
    effective_on: Mapped[date] = classed("open", Date)
    asked_at: Mapped[datetime] = classed("open", INSTANT, default=now)

    __table_args__ = (reference("case", "case_id"), UniqueConstraint("tenant_id", "case_id", "position"))


class Payment(OfCase):
    """Money taken at the counter, or a fee waived by an officer with a second one's word."""

    __tablename__ = "payment"

    kind: Mapped[str] = classed("open", Text)  # "payment", "waiver" or "reversal"
    amount: Mapped[int] = classed("financial", BigInteger)
    currency: Mapped[str] = classed("open", Text)
    method: Mapped[str] = classed("open", Text)
    reason: Mapped[str | None] = classed("matter", Text, nullable=True)
    taken_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    taken_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    approved_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    approved_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    reverses_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)  # the payment that bounced

    __table_args__ = (
        reference("case", "case_id"),
        Index("payment_case_ix", "tenant_id", "case_id"),
        Index(
            "payment_reverses_ix",
            "tenant_id",
            "reverses_id",
            unique=True,
            postgresql_where="reverses_id is not null",
        ),
    )
