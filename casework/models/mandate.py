"""Mandates: somebody acts for the applicant of a case, on some ground, in some of it, from a day until a day."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, Index, Text, Uuid
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.models.case import KEYED, OfCase
from casework.store.registers import classed, reference

INSTANT = DateTime(timezone=True)
GROUNDS = ("mandate", "guardian", "lawyer", "court")
LETTERS, ASKS = SCOPES = ("letters", "asks")
"""letters: acts in all of the case, and gets its letters; asks: asks and brings papers, letters go on as before."""


class Mandate(OfCase):
    """Who acts for the applicant. `until` is the last day; None: until it is ended. Never changed; ended once."""

    __tablename__ = "mandate"

    name: Mapped[str] = classed("contact", Text)
    email: Mapped[str | None] = classed("contact", Text, nullable=True)
    email_key: Mapped[str | None] = classed("contact", KEYED, nullable=True)
    ground: Mapped[str] = classed("open", Text)
    scope: Mapped[str] = classed("open", Text)
    since: Mapped[date] = classed("open", Date)
    until: Mapped[date | None] = classed("open", Date, nullable=True)
    document_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    noted_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    noted_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    ended_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    ended_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("case", "case_id"),
        reference("document", "document_id"),
        CheckConstraint(f"ground in {GROUNDS}", name="ground"),
        CheckConstraint(f"scope in {SCOPES}", name="scope"),
        CheckConstraint("until >= since", name="until"),
        Index("mandate_case_ix", "tenant_id", "case_id"),
        Index("mandate_email_ix", "tenant_id", "email_key"),
    )
