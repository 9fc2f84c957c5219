"""Gift Aid: what donors declared, and the claims made on it. A gift is claimed once, whoever claims how often."""

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


class GiftAidDeclaration(Register):
    """What a donor declared, in the words they were shown. It is cancelled for later gifts, and kept."""

    __tablename__ = "gift_aid_declaration"
    __whose__ = ("donor_id",)

    donor_id: Mapped[UUID] = classed("open", Uuid)
    gift_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    scope: Mapped[str] = classed("open", Text)  # this, future or past
    made_on: Mapped[date] = classed("open", Date)
    how: Mapped[str] = classed("open", Text)  # written, online or spoken
    cancelled_on: Mapped[date | None] = classed("open", Date, nullable=True)
    wording: Mapped[str] = classed("matter", Text)
    title: Mapped[str] = classed("contact", Text)
    first_name: Mapped[str] = classed("contact", Text)
    last_name: Mapped[str] = classed("contact", Text)
    house: Mapped[str] = classed("location", Text)
    postcode: Mapped[str] = classed("location", Text)
    recorded_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    recorded_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("person", "donor_id"),
        reference("gift", "gift_id"),
        CheckConstraint("(scope = 'this') = (gift_id is not null)", name="scope"),
        Index("gift_aid_declaration_donor_ix", "tenant_id", "donor_id"),
    )


class GiftAidClaim(Register):
    """A claim: so many gifts, so much tax, as the schedule was made."""

    __tablename__ = "gift_aid_claim"

    number: Mapped[str] = classed("open", Text)
    count: Mapped[int] = classed("open", Integer)
    total: Mapped[int] = classed("financial", BigInteger)
    tax: Mapped[int] = classed("financial", BigInteger)
    adjusted: Mapped[int] = classed(
        "financial", BigInteger, default=0
    )  # tax claimed too much before, given back
    small_total: Mapped[int] = classed(
        "financial", BigInteger, default=0
    )  # small gifts, without declarations
    small_tax: Mapped[int] = classed("financial", BigInteger, default=0)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (UniqueConstraint("tenant_id", "number"),)


class GiftAidLine(Register):
    """One gift of a claim; or an adjustment, below zero, after a claimed gift was given back in part or whole."""

    __tablename__ = "gift_aid_line"
    __whose__ = ("donor_id",)

    claim_id: Mapped[UUID] = classed("open", Uuid)
    gift_id: Mapped[UUID] = classed("open", Uuid)
    donor_id: Mapped[UUID] = classed("open", Uuid)
    declaration_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)  # none for small gifts
    kind: Mapped[str] = classed("open", Text)  # donation, small or adjustment
    amount: Mapped[int] = classed("financial", BigInteger)
    tax: Mapped[int] = classed("financial", BigInteger)

    __table_args__ = (
        reference("gift_aid_claim", "claim_id"),
        reference("gift", "gift_id"),
        reference("gift_aid_declaration", "declaration_id"),
        CheckConstraint("(kind in ('donation', 'small')) = (amount > 0)", name="sign"),
        CheckConstraint(
            "kind = 'adjustment' or (kind = 'donation') = (declaration_id is not null)", name="declared"
        ),
        Index(
            "gift_aid_line_once_ux",
            "tenant_id",
            "gift_id",
            unique=True,
            postgresql_where=text("kind in ('donation', 'small')"),
        ),
        Index("gift_aid_line_claim_ix", "tenant_id", "claim_id"),
        Index("gift_aid_line_gift_ix", "tenant_id", "gift_id"),
    )
