"""Payments that a giver makes on a page: each try on record before it is sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
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
from casework.models.case import OfCase
from casework.store.registers import classed, reference

INSTANT = DateTime(timezone=True)
HELD = text("status in ('sent', 'charged', 'agreed')")


class OnlinePayment(OfCase):
    """One try to pay what a case offers, under a key of its own; or the permission to collect it again and again.

    The database lets no second one be there while one is under way or done: nobody is charged twice.
    """

    __tablename__ = "online_payment"

    place: Mapped[int] = classed("open", Integer)  # the first, second, … try
    key: Mapped[str] = classed("open", Text)
    processor: Mapped[str] = classed("open", Text)
    regular: Mapped[bool] = classed(
        "open", Boolean, default=False
    )  # permission alone: nothing is charged now
    mandate: Mapped[str] = classed("financial", Text)  # the processor's word for the card
    amount: Mapped[int] = classed("financial", BigInteger)
    currency: Mapped[str] = classed("open", Text)
    status: Mapped[str] = classed("open", Text, default="sent")  # sent, charged, agreed or declined
    sent_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    answered_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    processor_id: Mapped[str | None] = classed("financial", Text, nullable=True)
    fee: Mapped[int | None] = classed("financial", BigInteger, nullable=True)
    code: Mapped[str | None] = classed("open", Text, nullable=True)  # why it was declined
    taken_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)  # into the books
    gift_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    pledge_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    # What was answered and could not be booked, and how a person settled it
    told_amount: Mapped[int | None] = classed("financial", BigInteger, nullable=True)
    told_id: Mapped[str | None] = classed("financial", Text, nullable=True)
    told_fee: Mapped[int | None] = classed("financial", BigInteger, nullable=True)
    settled_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    settled_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    settled_as: Mapped[str | None] = classed("open", Text, nullable=True)  # charged or returned
    settled_amount: Mapped[int | None] = classed("financial", BigInteger, nullable=True)
    settled_reason: Mapped[str | None] = classed("internal", Text, nullable=True)
    version: Mapped[int] = classed("open", Integer)

    __mapper_args__ = {"version_id_col": version, "eager_defaults": False}
    __table_args__ = (
        reference("case", "case_id"),
        reference("gift", "gift_id"),
        reference("pledge", "pledge_id"),
        UniqueConstraint("tenant_id", "key"),
        UniqueConstraint("tenant_id", "case_id", "place"),
        UniqueConstraint("tenant_id", "processor", "processor_id"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(
            "(settled_at is null) = (settled_as is null)"
            " and (settled_as is null or settled_as in ('charged', 'returned'))"
            " and (settled_as is distinct from 'charged') = (settled_amount is null)"
            " and (settled_amount is null or settled_amount > 0)",
            name="settled",
        ),
        CheckConstraint("taken_at is null or status in ('charged', 'agreed')", name="taken"),
        Index("online_payment_held_ux", "tenant_id", "case_id", unique=True, postgresql_where=HELD),
        Index(
            "online_payment_open_ix",
            "tenant_id",
            "sent_at",
            postgresql_where=text("taken_at is null and status <> 'declined'"),
        ),
    )
