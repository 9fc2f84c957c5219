"""Who is thanked for a gift beside its donor: soft credits, tributes, matching gifts, households. Never money."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Index,
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


class SoftCredit(Register):
    """Somebody is recognised for a gift that is another's: once in each role."""

    __tablename__ = "soft_credit"
    __whose__ = ("person_id",)

    gift_id: Mapped[UUID] = classed("open", Uuid)
    person_id: Mapped[UUID] = classed("open", Uuid)
    role: Mapped[str] = classed("open", Text)  # household, solicitor, advisor, matching or board
    amount: Mapped[int] = classed("financial", BigInteger)
    currency: Mapped[str] = classed("open", Text)

    __table_args__ = (
        reference("gift", "gift_id"),
        reference("person", "person_id"),
        UniqueConstraint("tenant_id", "gift_id", "person_id", "role"),
        CheckConstraint("amount > 0", name="amount"),
        Index("soft_credit_person_ix", "tenant_id", "person_id"),
    )


class Tribute(Register):
    """In whose honour or memory a gift is; whether somebody is told of it, and what became of that."""

    __tablename__ = "tribute"
    __whose__ = ("gift_id",)

    gift_id: Mapped[UUID] = classed("open", Uuid)
    kind: Mapped[str] = classed("open", Text)  # honor or memory
    name: Mapped[str] = classed("contact", Text)
    tell_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    unnamed: Mapped[bool] = classed("open", Boolean, default=False)  # the donor is not named to them
    status: Mapped[str] = classed("open", Text, default="none")  # none, pending, sent or suppressed
    wanted: Mapped[str | None] = classed("open", Text, nullable=True)  # auto, email or letter: being sent
    asked_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    asked_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    how: Mapped[str | None] = classed("open", Text, nullable=True)  # email or letter
    reason: Mapped[str | None] = classed("open", Text, nullable=True)  # why not, by its code
    note: Mapped[str | None] = classed("internal", Text, nullable=True)  # why not, in somebody's words
    settled_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    settled_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    letter_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    words: Mapped[dict[str, Any] | None] = classed("contact", JSONB, nullable=True)  # as they went

    __table_args__ = (
        reference("gift", "gift_id"),
        reference("person", "tell_id"),
        reference("letter", "letter_id"),
        UniqueConstraint("tenant_id", "gift_id"),
        Index("tribute_status_ix", "tenant_id", "status", "id"),
        Index("tribute_letter_ix", "tenant_id", "letter_id", postgresql_where=text("letter_id is not null")),
        Index("tribute_tell_ix", "tenant_id", "tell_id", postgresql_where=text("tell_id is not null")),
    )


class MatchingClaim(Register):
    """A company matches what its people give: claimed, and received as a gift of its own."""

    __tablename__ = "matching_claim"
    __whose__ = ("company_id",)

    gift_id: Mapped[UUID] = classed("open", Uuid)
    company_id: Mapped[UUID] = classed("open", Uuid)
    amount: Mapped[int] = classed("financial", BigInteger)
    currency: Mapped[str] = classed("open", Text)
    status: Mapped[str] = classed("open", Text, default="submitted")  # submitted or received
    received_gift_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("gift", "gift_id"),
        reference("person", "company_id"),
        reference("gift", "received_gift_id"),
        UniqueConstraint("tenant_id", "gift_id", "company_id"),
        UniqueConstraint("tenant_id", "received_gift_id"),
        CheckConstraint("amount > 0", name="amount"),
        Index("matching_claim_company_ix", "tenant_id", "company_id"),
    )


class Household(Register):
    """People who live together and get one letter."""

    __tablename__ = "household"

    name: Mapped[str] = classed("contact", Text)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)


class HouseholdMember(Register):
    """That somebody belongs to a household, from a day on: to one at a time."""

    __tablename__ = "household_member"
    __whose__ = ("person_id",)

    household_id: Mapped[UUID] = classed("open", Uuid)
    person_id: Mapped[UUID] = classed("open", Uuid)
    since: Mapped[date] = classed("open", Date)
    until: Mapped[date | None] = classed("open", Date, nullable=True)

    __table_args__ = (
        reference("household", "household_id"),
        reference("person", "person_id"),
        Index(
            "household_member_now_ux",
            "tenant_id",
            "person_id",
            unique=True,
            postgresql_where=text("until is null"),
        ),
        Index("household_member_of_ix", "tenant_id", "household_id"),
        Index("household_member_person_ix", "tenant_id", "person_id"),
    )
