"""Emergency access: who broke the glass to which one record, why, until when, and what the privacy officer found."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Index, Text, Uuid
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed

INSTANT = DateTime(timezone=True)


class BreakGlass(Register):
    """One access to one record. Nothing of it changes but its early end, its one review and the reminder.

    It names its record without a reference: what was opened stays told when the record is gone.
    """

    __tablename__ = "break_glass"

    opened_by: Mapped[UUID] = classed("open", Uuid)
    opened_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    until: Mapped[datetime] = classed("open", INSTANT)
    ended_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    case_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    person_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    category: Mapped[str] = classed("open", Text)
    need: Mapped[str] = classed("open", Text)
    reason: Mapped[str] = classed("internal", Text)
    reminded_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    reviewed_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    reviewed_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    outcome: Mapped[str | None] = classed("open", Text, nullable=True)  # justified or not_justified
    words: Mapped[str | None] = classed("internal", Text, nullable=True)

    __table_args__ = (
        CheckConstraint("(case_id is null) <> (person_id is null)", name="one_record"),
        CheckConstraint("until > opened_at and until <= opened_at + interval '60 minutes'", name="an_hour"),
        CheckConstraint("outcome in ('justified', 'not_justified')", name="outcome"),
        Index("break_glass_opened_ix", "tenant_id", "opened_at", "id"),
        Index("break_glass_opener_ix", "tenant_id", "opened_by", "opened_at"),
        Index("break_glass_waiting_ix", "tenant_id", "opened_at", postgresql_where="outcome is null"),
    )
