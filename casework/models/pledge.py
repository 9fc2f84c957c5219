"""Pledges and recurring gifts: what was promised, what falls due, and each attempt to collect it."""

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
    LargeBinary,
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
HELD = text("status in ('sent', 'charged')")


class Pledge(Register):
    """A promise to give. `kind` pledge: `amount` in all, in so many instalments, paid by the donor; recurring: `amount`
    each time, without end, collected by card or from the bank."""

    __tablename__ = "pledge"
    __whose__ = ("donor_id",)

    number: Mapped[str] = classed("open", Text)
    donor_id: Mapped[UUID] = classed("open", Uuid)
    fund_id: Mapped[UUID] = classed("open", Uuid)
    kind: Mapped[str] = classed("open", Text)  # pledge or recurring
    amount: Mapped[int] = classed("financial", BigInteger)
    currency: Mapped[str] = classed("open", Text)
    unit: Mapped[str] = classed("open", Text)  # week, month or year
    every: Mapped[int] = classed("open", Integer)
    day: Mapped[int] = classed("open", Integer)  # of the month; 31 is its last
    starts_on: Mapped[date] = classed("open", Date)
    instalments: Mapped[int | None] = classed("open", Integer, nullable=True)
    method: Mapped[str] = classed("open", Text)  # card, bank or self
    mandate: Mapped[str | None] = classed(
        "financial", Text, nullable=True
    )  # the processor's or bank's word for it
    status: Mapped[str] = classed("open", Text, default="active")
    next_on: Mapped[date | None] = classed(
        "open", Date, nullable=True
    )  # the next day that is not planned yet
    campaign_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)  # what brought it
    appeal_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    entered_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    version: Mapped[int] = classed("open", Integer)

    __mapper_args__ = {"version_id_col": version, "eager_defaults": False}
    __table_args__ = (
        reference("person", "donor_id"),
        reference("fund", "fund_id"),
        reference("campaign", "campaign_id"),
        reference("appeal", "appeal_id"),
        UniqueConstraint("tenant_id", "number"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("(kind = 'pledge') = (instalments is not null)", name="instalments"),
        Index("pledge_donor_ix", "tenant_id", "donor_id"),
        Index("pledge_next_ix", "tenant_id", "next_on", "id"),
        Index("pledge_made_ix", "tenant_id", "made_at", "id"),
    )


class PledgeChange(Register):
    """What changed about a pledge, why, and what that does to its value in a year. Written once."""

    __tablename__ = "pledge_change"
    __whose__ = ("donor_id",)

    pledge_id: Mapped[UUID] = classed("open", Uuid)
    donor_id: Mapped[UUID] = classed("open", Uuid)
    what: Mapped[str] = classed("open", Text)
    detail: Mapped[dict[str, Any]] = classed("open", JSONB)  # terms before and after; no amounts
    reason: Mapped[str | None] = classed("matter", Text, nullable=True)
    yearly_before: Mapped[int | None] = classed("financial", BigInteger, nullable=True)
    yearly_after: Mapped[int | None] = classed("financial", BigInteger, nullable=True)
    effective_on: Mapped[date] = classed("open", Date)
    at: Mapped[datetime] = classed("open", INSTANT, default=now)
    by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("pledge", "pledge_id"),
        Index("pledge_change_pledge_ix", "tenant_id", "pledge_id", "at"),
    )


class Instalment(Register):
    """What falls due on one day of a pledge: once, whoever plans it how often."""

    __tablename__ = "instalment"
    __whose__ = ("donor_id",)

    pledge_id: Mapped[UUID] = classed("open", Uuid)
    donor_id: Mapped[UUID] = classed("open", Uuid)
    due_on: Mapped[date] = classed("open", Date)
    amount: Mapped[int] = classed("financial", BigInteger)
    currency: Mapped[str] = classed("open", Text)
    status: Mapped[str] = classed("open", Text, default="due")  # due, sent, paid, failed, missed or ended
    try_on: Mapped[date | None] = classed("open", Date, nullable=True)  # the next day it is tried
    tries: Mapped[int] = classed("open", Integer, default=0)
    gift_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    version: Mapped[int] = classed("open", Integer)

    __mapper_args__ = {"version_id_col": version, "eager_defaults": False}
    __table_args__ = (
        reference("pledge", "pledge_id"),
        reference("gift", "gift_id"),
        UniqueConstraint("tenant_id", "pledge_id", "due_on"),
        UniqueConstraint("tenant_id", "gift_id"),
        CheckConstraint("amount > 0", name="amount"),
        Index("instalment_try_ix", "tenant_id", "status", "try_on"),
    )


class CollectionRun(Register):
    """One go at what is due: by whom or by the clock, and for the bank the file that it made."""

    __tablename__ = "collection_run"

    method: Mapped[str] = classed("open", Text)  # card or bank
    ran_on: Mapped[date] = classed("open", Date)
    at: Mapped[datetime] = classed("open", INSTANT, default=now)
    by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (Index("collection_run_at_ix", "tenant_id", "at", "id"),)


class CollectionAttempt(Register):
    """One order to collect an instalment, under a key of its own, on record before it is sent.

    The database lets no second one be there while one is under way or charged: nobody is charged twice.
    """

    __tablename__ = "collection_attempt"
    __whose__ = ("donor_id",)

    instalment_id: Mapped[UUID] = classed("open", Uuid)
    donor_id: Mapped[UUID] = classed("open", Uuid)
    run_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    place: Mapped[int] = classed("open", Integer)  # the first, second, … try
    key: Mapped[str] = classed("open", Text)
    mandate: Mapped[str | None] = classed("financial", Text, nullable=True)  # it was sent under
    processor: Mapped[str] = classed("open", Text)
    status: Mapped[str] = classed("open", Text, default="sent")  # sent, charged or declined
    sent_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    asked_at: Mapped[datetime | None] = classed(
        "open", INSTANT, nullable=True
    )  # by its key, when no answer came
    answered_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    processor_id: Mapped[str | None] = classed("financial", Text, nullable=True)
    code: Mapped[str | None] = classed("open", Text, nullable=True)  # why it was declined, or is looked at
    # What was answered and could not be booked, until a person has settled it
    told_amount: Mapped[int | None] = classed("financial", BigInteger, nullable=True)
    told_id: Mapped[str | None] = classed("financial", Text, nullable=True)
    told_fee: Mapped[int | None] = classed("financial", BigInteger, nullable=True)
    version: Mapped[int] = classed("open", Integer)

    __mapper_args__ = {"version_id_col": version, "eager_defaults": False}
    __table_args__ = (
        reference("instalment", "instalment_id"),
        reference("collection_run", "run_id"),
        UniqueConstraint("tenant_id", "key"),
        UniqueConstraint("tenant_id", "instalment_id", "place"),
        UniqueConstraint("tenant_id", "processor", "processor_id"),
        Index("collection_attempt_held_ux", "tenant_id", "instalment_id", unique=True, postgresql_where=HELD),
        Index("collection_attempt_run_ix", "tenant_id", "run_id"),
        Index("collection_attempt_sent_ix", "tenant_id", "status", "sent_at"),
    )


class BankFile(Register):
    """A file to the bank or from it, once each: its number, its digest, what it holds in all."""

    __tablename__ = "bank_file"

    direction: Mapped[str] = classed("open", Text)  # orders or answers
    number: Mapped[str] = classed("open", Text)
    run_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    sha256: Mapped[bytes] = classed("open", LargeBinary)
    count: Mapped[int] = classed("open", Integer)
    total: Mapped[int] = classed("financial", BigInteger)
    currency: Mapped[str] = classed("open", Text)
    at: Mapped[datetime] = classed("open", INSTANT, default=now)
    by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("collection_run", "run_id"),
        UniqueConstraint("tenant_id", "direction", "number"),
        UniqueConstraint("tenant_id", "direction", "sha256"),
    )
