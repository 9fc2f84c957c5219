"""What an office lays down about time, as versions: its calendar, and what it promises."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed


class TimeRule(Register):
    """One version of a calendar or of the promises; the highest number is in force. Never changed.

    `restores`: the number of an earlier version that this one brings back; 0 is what the office's kind says.
    """

    __tablename__ = "time_rule"

    subject: Mapped[str] = classed("open", Text)
    number: Mapped[int] = classed("open", Integer)
    document: Mapped[dict[str, Any]] = classed("open", JSONB)
    made_at: Mapped[datetime] = classed("open", DateTime(timezone=True), default=now)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    restores: Mapped[int | None] = classed("open", Integer, nullable=True)
    reason: Mapped[str] = classed("internal", Text)

    __table_args__ = (
        UniqueConstraint("tenant_id", "subject", "number"),
        CheckConstraint("subject in ('calendar', 'promises')", name="subject"),
        CheckConstraint("number > 0", name="number"),
    )
