"""Grants that the office asks for: of whom, how much, for which fund, and what is due by when."""

from __future__ import annotations

from datetime import date, datetime
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
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference

INSTANT = DateTime(timezone=True)


class FundingGrant(Register):
    """A grant from the first idea to its last report. The money itself comes as gifts to its fund."""

    __tablename__ = "funding_grant"
    __whose__ = ("funder_id",)

    funder_id: Mapped[UUID] = classed("open", Uuid)
    title: Mapped[str] = classed("open", Text)
    stage: Mapped[str] = classed("open", Text)
    fund_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)  # that it may be used for alone
    member_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)  # who sees to it
    starts_on: Mapped[date | None] = classed("open", Date, nullable=True)
    ends_on: Mapped[date | None] = classed("open", Date, nullable=True)
    asked: Mapped[int | None] = classed("internal", BigInteger, nullable=True)
    awarded: Mapped[int | None] = classed("internal", BigInteger, nullable=True)
    note: Mapped[str | None] = classed("internal", Text, nullable=True)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    version: Mapped[int] = classed("open", Integer)

    __mapper_args__ = {"version_id_col": version, "eager_defaults": False}
    __table_args__ = (
        reference("person", "funder_id"),
        reference("fund", "fund_id"),
        CheckConstraint("asked > 0 and awarded > 0", name="amounts"),
        CheckConstraint("ends_on >= starts_on", name="days"),
        Index("funding_grant_funder_ix", "tenant_id", "funder_id"),
    )


class GrantDeadline(Register):
    """What a grant asks for by a day: the application, a report, a visit. Done once."""

    __tablename__ = "grant_deadline"

    grant_id: Mapped[UUID] = classed("open", Uuid)
    kind: Mapped[str] = classed("open", Text)
    due_on: Mapped[date] = classed("open", Date)
    done_on: Mapped[date | None] = classed("open", Date, nullable=True)
    done_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    reminded_on: Mapped[date | None] = classed("open", Date, nullable=True)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("funding_grant", "grant_id"),
        UniqueConstraint("tenant_id", "grant_id", "kind", "due_on"),
        CheckConstraint("(done_on is null) = (done_by is null)", name="done"),
        Index("grant_deadline_due_ix", "tenant_id", "due_on", "id", postgresql_where=text("done_on is null")),
    )
