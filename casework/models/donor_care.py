"""What is planned for donors, and lists of donors that are kept as rules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, Index, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference

INSTANT = DateTime(timezone=True)


class DonorTask(Register):
    """Something to be done for a donor by a day, alone or as a step of a plan; done once, and kept."""

    __tablename__ = "donor_task"
    __whose__ = ("donor_id",)

    donor_id: Mapped[UUID] = classed("open", Uuid)
    plan: Mapped[str | None] = classed("open", Text, nullable=True)
    what: Mapped[str] = classed("internal", Text)
    due_on: Mapped[date] = classed("open", Date)
    member_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)  # who does it
    done_on: Mapped[date | None] = classed("open", Date, nullable=True)
    done_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("person", "donor_id"),
        CheckConstraint("(done_on is null) = (done_by is null)", name="done"),
        Index("donor_task_donor_ix", "tenant_id", "donor_id", "due_on"),
        Index("donor_task_due_ix", "tenant_id", "due_on", "id", postgresql_where=text("done_on is null")),
    )


class DonorSegment(Register):
    """A list of donors under a name: the rule is kept, never the people, so it is as of today whenever it is read."""

    __tablename__ = "donor_segment"

    name: Mapped[str] = classed("open", Text)
    rule: Mapped[dict[str, Any]] = classed("open", JSONB)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    ended_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)

    __table_args__ = (
        Index(
            "donor_segment_name_ux",
            "tenant_id",
            "name",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )
