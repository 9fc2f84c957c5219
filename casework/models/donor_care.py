"""What is planned for donors, the plans it comes from, lists of donors that are kept as rules, and levels."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
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
    stopped_on: Mapped[date | None] = classed("open", Date, nullable=True)  # it is not wanted any more
    stopped_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("person", "donor_id"),
        CheckConstraint("(done_on is null) = (done_by is null)", name="done"),
        CheckConstraint(
            "(stopped_on is null) = (stopped_by is null) and (stopped_on is null or done_on is null)",
            name="stopped",
        ),
        Index("donor_task_donor_ix", "tenant_id", "donor_id", "due_on"),
        Index(
            "donor_task_due_ix",
            *("tenant_id", "due_on", "id"),
            postgresql_where=text("done_on is null and stopped_on is null"),
        ),
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


class CarePlan(Register):
    """Steps that an office takes for a donor, each so many days after the plan begins. Ended, never changed."""

    __tablename__ = "care_plan"

    name: Mapped[str] = classed("open", Text)
    steps: Mapped[list[dict[str, Any]]] = classed("open", JSONB)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    ended_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)

    __table_args__ = (
        Index(
            "care_plan_name_ux", "tenant_id", "name", unique=True, postgresql_where=text("ended_at is null")
        ),
    )


class CareRun(Register):
    """One go at beginning a plan for all donors at a level: its steps with their days, and how far it is."""

    __tablename__ = "care_run"

    plan: Mapped[str] = classed("open", Text)  # as it stands at the tasks
    level: Mapped[str] = classed("open", Text)
    steps: Mapped[list[dict[str, Any]]] = classed("open", JSONB)
    total: Mapped[int] = classed("open", Integer)
    done: Mapped[int] = classed("open", Integer, default=0)  # donors it has looked at
    begun: Mapped[int] = classed("open", Integer, default=0)  # for so many; for the others it ran already
    after_donor: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    ended_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)

    __table_args__ = (
        CheckConstraint("begun between 0 and done", name="counts"),
        Index("care_run_made_ix", "tenant_id", "made_at", "id"),
        Index(
            "care_run_plan_ux", "tenant_id", "plan", unique=True, postgresql_where=text("ended_at is null")
        ),
    )


class GivingLevel(Register):
    """From which sum on in how many months, or in all, a donor stands at a level; from a day on, perhaps until one."""

    __tablename__ = "giving_level"

    code: Mapped[str] = classed("open", Text)
    name: Mapped[str] = classed("open", Text)
    minimum: Mapped[int] = classed("open", BigInteger)  # minor units of the office's currency
    months: Mapped[int | None] = classed("open", Integer, nullable=True)  # none: in all
    valid_from: Mapped[date] = classed("open", Date)
    valid_to: Mapped[date | None] = classed("open", Date, nullable=True)  # the first day it holds no more
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        UniqueConstraint("tenant_id", "code", "valid_from"),
        CheckConstraint("minimum > 0", name="minimum"),
        CheckConstraint("months between 1 and 120", name="months"),
        CheckConstraint("valid_to > valid_from", name="days"),
    )
