"""What some get sooner: agreements about service, and the classes of people whom the office serves first."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, Index, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference

INSTANT = DateTime(timezone=True)


class ServiceAgreement(Register):
    """Hours of office time in which the holder gets a first answer, and in which their matter is done.

    `until` is the day after the last; only it changes, when the agreement is ended before.
    """

    __tablename__ = "service_agreement"
    __whose__ = ("person_id",)

    person_id: Mapped[UUID] = classed("open", Uuid)
    number: Mapped[str] = classed("open", Text)
    level: Mapped[str] = classed("open", Text)
    first_hours: Mapped[int | None] = classed("open", Integer, nullable=True)
    done_hours: Mapped[int | None] = classed("open", Integer, nullable=True)
    since: Mapped[date] = classed("open", Date)
    until: Mapped[date | None] = classed("open", Date, nullable=True)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    ended_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    ended_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    source: Mapped[str] = classed("internal", Text)

    __table_args__ = (
        reference("person", "person_id"),
        UniqueConstraint("tenant_id", "number"),
        CheckConstraint("until >= since", name="until"),
        CheckConstraint("first_hours > 0 and done_hours > 0", name="hours"),
        CheckConstraint("first_hours is not null or done_hours is not null", name="something"),
        Index("service_agreement_person_ix", "tenant_id", "person_id"),
        Index("service_agreement_since_ix", "tenant_id", "since", "id"),
    )


class PersonClass(Register):
    """That a person is of a class that the kind of office knows, from a day on, and why that is said.

    `until` is the day after the last; only it changes, once, when it is said that it holds no longer.
    """

    __tablename__ = "person_class"
    __whose__ = ("person_id",)

    person_id: Mapped[UUID] = classed("open", Uuid)
    code: Mapped[str] = classed("contact", Text)
    since: Mapped[date] = classed("open", Date)
    until: Mapped[date | None] = classed("open", Date, nullable=True)
    reason: Mapped[str] = classed("contact", Text)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    ended_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    ended_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("person", "person_id"),
        CheckConstraint("until >= since", name="until"),
        Index("person_class_person_ix", "tenant_id", "person_id"),
    )
