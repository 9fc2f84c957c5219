"""The case and what stands under it: parties, facts, events."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
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
from casework.store.sealed import Sealed, SealedType

KEYED = Text(collation="C")
INSTANT = DateTime(timezone=True)


class OfCase(Register):
    """A row that stands under a case and is seen only where the case is."""

    __abstract__ = True
    __whose__: ClassVar[tuple[str, ...]] = ("case_id",)

    case_id: Mapped[UUID] = classed("open", Uuid, sort_order=0)


class Case(Register):
    """A request on its way to a decision. Its state is a column for speed; its events are the truth.

    `look_at`: when the clocks of an open case have something to do next; jobs find it by that. `risk_at`: from when on
    what is due at `due_at` is at risk. `planned_at`: by when all of it is to be done or decided, as everybody is told;
    `due_at` may be sooner, for a first look.
    """

    __tablename__ = "case"

    number: Mapped[str] = classed("open", Text)
    workflow: Mapped[str] = classed("open", Text)
    pack_id: Mapped[UUID] = classed("open", Uuid)
    state: Mapped[str] = classed("open", Text)
    purpose: Mapped[str] = classed("open", Text)
    headline: Mapped[str] = classed("matter", Text)
    channel: Mapped[str] = classed("open", Text)
    language: Mapped[str] = classed("open", Text)
    unit_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    assignee_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    sealed: Mapped[bool] = classed("open", Boolean, default=False)
    opened_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    state_since: Mapped[datetime] = classed("open", INSTANT, default=now)
    due_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    planned_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    risk_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    look_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    closed_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    outcome: Mapped[str | None] = classed("open", Text, nullable=True)
    entered_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    version: Mapped[int] = classed("open", Integer)

    __mapper_args__ = {"version_id_col": version, "eager_defaults": False}
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        reference("pack_version", "pack_id"),
        Index("case_inbox_ix", "tenant_id", "closed_at", "due_at", "id"),
        Index("case_assignee_ix", "tenant_id", "assignee_id", "closed_at", "due_at", "id"),
        Index("case_unit_ix", "tenant_id", "unit_id", "closed_at", "due_at", "id"),
        Index("case_opened_ix", "tenant_id", "closed_at", "opened_at", "id"),
        Index("case_since_ix", "tenant_id", "closed_at", "state_since", "id"),
        Index("case_look_ix", "tenant_id", "look_at", postgresql_where="look_at is not null"),
    )


class CaseParty(OfCase):
    """Somebody's part in a case, as the case tells it; linked to a person only when a clerk confirmed it."""

    __tablename__ = "case_party"
    __whose__ = ("person_id", "case_id")

    role: Mapped[str] = classed("open", Text)
    person_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    confirmed_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    confirmed_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    name: Mapped[str | None] = classed("contact", Text, nullable=True)
    name_key: Mapped[str | None] = classed("contact", KEYED, nullable=True)
    name_sort: Mapped[bytes | None] = classed("contact", LargeBinary, nullable=True)
    email: Mapped[str | None] = classed("contact", Text, nullable=True)
    email_key: Mapped[str | None] = classed("contact", KEYED, nullable=True)
    phone: Mapped[str | None] = classed("contact", Text, nullable=True)
    phone_key: Mapped[str | None] = classed("contact", KEYED, nullable=True)
    birth_date: Mapped[date | None] = classed("identity", Date, nullable=True)
    address: Mapped[str | None] = classed("location", Text, nullable=True)
    address_key: Mapped[str | None] = classed("location", KEYED, nullable=True)
    hidden: Mapped[bool] = classed("open", Boolean, server_default=text("false"))  # with the person's name

    __table_args__ = (
        reference("case", "case_id"),
        reference("person", "person_id"),
        UniqueConstraint("tenant_id", "case_id", "role"),
        Index("case_party_person_ix", "tenant_id", "person_id"),
        Index("case_party_name_ix", "tenant_id", "name_key"),
        Index("case_party_email_ix", "tenant_id", "email_key"),
        Index("case_party_phone_ix", "tenant_id", "phone_key"),
    )


class Fact(OfCase):
    """One answer. `label` is its class: the wall shows the row only to viewers of that class.

    A corrected answer supersedes the old one. A sealed answer stands in `sealed` alone.
    """

    __tablename__ = "fact"

    field: Mapped[str] = classed("open", Text)
    label: Mapped[str] = classed("open", Text)
    value: Mapped[Any] = classed("labelled", JSONB(none_as_null=True), nullable=True)
    sealed: Mapped[Sealed | None] = classed("labelled", SealedType, nullable=True)
    sealed_bidx: Mapped[int | None] = classed("labelled", BigInteger, nullable=True)
    entered_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    entered_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    superseded_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    keep: Mapped[str] = classed("open", Text)  # ISO 8601 period after the case closes, or "permanent"
    purge_on: Mapped[date | None] = classed("open", Date, nullable=True)

    __table_args__ = (
        reference("case", "case_id"),
        Index("fact_case_ix", "tenant_id", "case_id"),
        Index("fact_purge_ix", "tenant_id", "purge_on"),
        Index("fact_sealed_ix", "tenant_id", "field", "sealed_bidx"),
    )


class CaseEvent(OfCase):
    """What happened to a case. Append-only, in the order of `seq`; deadlines are worked out from it."""

    __tablename__ = "case_event"

    seq: Mapped[int] = classed("open", Integer)
    kind: Mapped[str] = classed("open", Text)
    at: Mapped[datetime] = classed("open", INSTANT, default=now)
    actor_kind: Mapped[str] = classed("open", Text)
    actor_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    move: Mapped[str | None] = classed("open", Text, nullable=True)
    from_state: Mapped[str | None] = classed("open", Text, nullable=True)
    to_state: Mapped[str | None] = classed("open", Text, nullable=True)
    public: Mapped[bool] = classed("open", Boolean, default=False)
    detail: Mapped[dict[str, Any]] = classed("open", JSONB, default=dict)
    asked: Mapped[dict[str, Any] | None] = classed("matter", JSONB(none_as_null=True), nullable=True)

    __table_args__ = (
        reference("case", "case_id"),
        UniqueConstraint("tenant_id", "case_id", "seq"),
        Index("case_event_at_ix", "tenant_id", "at"),
    )


class SearchWord(OfCase):
    """A keyed word of a case's free text, found only by viewers of its label."""

    __tablename__ = "search_word"

    label: Mapped[str] = classed("open", Text)
    token: Mapped[str] = classed("labelled", KEYED)

    __table_args__ = (
        reference("case", "case_id"),
        UniqueConstraint("tenant_id", "token", "label", "case_id"),
        Index("search_word_case_ix", "tenant_id", "case_id"),
    )
