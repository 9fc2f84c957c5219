"""Lenders that hold titles electronically: what they are told of their own claims, and what they send, signed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
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
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference

INSTANT = DateTime(timezone=True)
NOTICES = ("recorded", "released", "restored", "title")
RECEIVED, DONE, REFUSED = MESSAGE_STATES = ("received", "done", "refused")


class LenderNotice(Register):
    """What happened to a claim, as its lender is told: facts about the vehicle, copied then, none about its owners.

    Written by triggers on claims and titles. It is all that a lender's program reads of the register.
    """

    __tablename__ = "lender_notice"
    __whose__ = ("lien_id",)

    elt_id: Mapped[UUID] = classed("open", Uuid)
    lien_id: Mapped[UUID] = classed("open", Uuid)
    kind: Mapped[str] = classed("open", Text)  # one of NOTICES; "title": the vehicle has a new title
    at: Mapped[datetime] = classed("open", INSTANT)
    taken_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    vin: Mapped[str] = classed("asset", Text)
    make: Mapped[str] = classed("open", Text)
    model: Mapped[str] = classed("open", Text)
    year: Mapped[int] = classed("open", Integer)
    title_number: Mapped[str | None] = classed("asset", Text, nullable=True)
    since: Mapped[date] = classed("open", Date)
    released_on: Mapped[date | None] = classed("open", Date, nullable=True)

    __table_args__ = (
        reference("elt_participant", "elt_id"),
        reference("lien", "lien_id"),
        CheckConstraint(f"kind in {NOTICES}", name="kind"),
        Index(
            "lender_notice_waiting_ix",
            *("tenant_id", "elt_id", "at", "id"),
            postgresql_where=text("taken_at is null"),
        ),
        Index("lender_notice_lien_ix", "tenant_id", "lien_id", postgresql_where=text("lien_id is not null")),
    )


class LenderMessage(Register):
    """A release as a lender sent it: `signed` is the text that its `signature` stands for. It never changes but once,
    when it is dealt with. `lien_id` is as sent: it may be no claim at all."""

    __tablename__ = "lender_message"
    __whose__ = ("lien_id",)

    elt_id: Mapped[UUID] = classed("open", Uuid)
    token_id: Mapped[UUID] = classed("open", Uuid)
    number: Mapped[str] = classed("open", Text)
    lien_id: Mapped[UUID] = classed("open", Uuid)
    released_on: Mapped[date] = classed("open", Date)
    body_hash: Mapped[bytes] = classed("internal", LargeBinary)
    signed: Mapped[str] = classed("internal", Text)
    signature: Mapped[bytes] = classed("internal", LargeBinary)
    at: Mapped[datetime] = classed("open", INSTANT, default=now)
    state: Mapped[str] = classed("open", Text, default=RECEIVED)
    code: Mapped[str | None] = classed("open", Text, nullable=True)

    __table_args__ = (
        reference("elt_participant", "elt_id"),
        UniqueConstraint("tenant_id", "elt_id", "number"),
        CheckConstraint(f"state in {MESSAGE_STATES}", name="state"),
        CheckConstraint("(state = 'refused') = (code is not null)", name="code"),
    )
