"""Campaigns, the appeals that belong to them, and who was asked by each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
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


class Campaign(Register):
    """What money is raised for in a time, perhaps as a part of something larger."""

    __tablename__ = "campaign"

    name: Mapped[str] = classed("open", Text)
    goal: Mapped[int | None] = classed(
        "open", BigInteger, nullable=True
    )  # minor units of the office's currency
    starts_on: Mapped[date] = classed("open", Date)
    ends_on: Mapped[date | None] = classed("open", Date, nullable=True)
    parent_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    version: Mapped[int] = classed("open", Integer)

    __mapper_args__ = {"version_id_col": version, "eager_defaults": False}
    __table_args__ = (
        reference("campaign", "parent_id"),
        UniqueConstraint("tenant_id", "name"),
        CheckConstraint("goal > 0", name="goal"),
        CheckConstraint("ends_on >= starts_on", name="days"),
        CheckConstraint("parent_id <> id", name="parent"),
    )


class Appeal(Register):
    """Asking for gifts once: on one channel, under a code that gifts name. `rule`: whom it asks, as it was then."""

    __tablename__ = "appeal"

    campaign_id: Mapped[UUID] = classed("open", Uuid)
    code: Mapped[str] = classed("open", Text)
    name: Mapped[str] = classed("open", Text)
    channel: Mapped[str] = classed("open", Text)  # email, post, or open: nobody is asked by name
    fund_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    segment: Mapped[str | None] = classed("open", Text, nullable=True)  # the name of the list
    rule: Mapped[dict[str, Any] | None] = classed("open", JSONB(none_as_null=True), nullable=True)
    words: Mapped[dict[str, Any]] = classed("open", JSONB, default=dict)  # subject and text, by language
    cost: Mapped[int | None] = classed("internal", BigInteger, nullable=True)
    status: Mapped[str] = classed("open", Text, default="draft")  # draft, asking, stopped or asked
    after_donor: Mapped[UUID | None] = classed("open", Uuid, nullable=True)  # how far the asking is
    left_out: Mapped[dict[str, Any]] = classed("open", JSONB, default=dict)  # how many, by why
    asked_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    asked_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    version: Mapped[int] = classed("open", Integer)

    __mapper_args__ = {"version_id_col": version, "eager_defaults": False}
    __table_args__ = (
        reference("campaign", "campaign_id"),
        reference("fund", "fund_id"),
        UniqueConstraint("tenant_id", "code"),
        CheckConstraint("cost >= 0", name="cost"),
        CheckConstraint("channel = 'open' or rule is not null", name="whom"),
        Index("appeal_campaign_ix", "tenant_id", "campaign_id"),
    )


class AppealAsk(Register):
    """That a donor was asked by an appeal: once, whoever asks how often."""

    __tablename__ = "appeal_ask"
    __whose__ = ("donor_id",)

    appeal_id: Mapped[UUID] = classed("open", Uuid)
    donor_id: Mapped[UUID] = classed("open", Uuid)
    language: Mapped[str] = classed("open", Text)
    letter_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)  # none: by post
    asked_at: Mapped[datetime] = classed("open", INSTANT, default=now)

    __table_args__ = (
        reference("appeal", "appeal_id"),
        reference("person", "donor_id"),
        reference("letter", "letter_id"),
        UniqueConstraint("tenant_id", "appeal_id", "donor_id"),
        Index("appeal_ask_donor_ix", "tenant_id", "donor_id"),
    )


class AppealPrint(Register):
    """One go at the letters of an appeal by post: after whom it goes on, how many it made, whom it left out by why."""

    __tablename__ = "appeal_print"

    appeal_id: Mapped[UUID] = classed("open", Uuid)
    total: Mapped[int] = classed("open", Integer)
    done: Mapped[int] = classed("open", Integer, default=0)  # of those asked
    letters: Mapped[int] = classed("open", Integer, default=0)
    left_out: Mapped[dict[str, Any]] = classed("open", JSONB, default=dict)  # how many, by why
    after_donor: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    ended_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)

    __table_args__ = (
        reference("appeal", "appeal_id"),
        CheckConstraint("letters between 0 and done", name="counts"),
        Index("appeal_print_appeal_ix", "tenant_id", "appeal_id", "made_at"),
        Index(
            "appeal_print_now_ux",
            *("tenant_id", "appeal_id"),
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )


class AppealPaper(Register):
    """A file of letters, a page for each donor, as a run made it."""

    __tablename__ = "appeal_paper"

    print_id: Mapped[UUID] = classed("open", Uuid)
    place: Mapped[int] = classed("open", Integer)
    letters: Mapped[int] = classed("open", Integer)
    hidden: Mapped[bool] = classed("open", Boolean, default=False)  # to anonymous donors: for few
    donors: Mapped[list[UUID]] = classed("open", ARRAY(Uuid))  # to whom
    store_name: Mapped[str] = classed("location", Text)
    sha256: Mapped[bytes] = classed("location", LargeBinary)
    size: Mapped[int] = classed("open", Integer)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)

    __table_args__ = (
        reference("appeal_print", "print_id"),
        UniqueConstraint("tenant_id", "print_id", "place"),
    )
