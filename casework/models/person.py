"""The person register: one person once per tenant, with dated ways to reach them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference
from casework.store.sealed import Sealed, SealedType

KEYED = Text(collation="C")
INSTANT = DateTime(timezone=True)


class Person(Register):
    """A human being or an organisation."""

    __tablename__ = "person"

    kind: Mapped[str] = classed("open", Text, default="person")  # or "organisation"
    name: Mapped[str] = classed("contact", Text)
    name_key: Mapped[str] = classed("contact", KEYED)
    name_sort: Mapped[bytes] = classed("contact", LargeBinary)
    language: Mapped[str] = classed("open", Text, default="en")
    birth_date: Mapped[date | None] = classed("identity", Date, nullable=True)
    deceased_on: Mapped[date | None] = classed("identity", Date, nullable=True)
    registered_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    # Set by the database alone: another name stands in `name` then, and the true one in `hidden_name`.
    anonymous: Mapped[bool] = classed("open", Boolean, server_default=text("false"))

    merged_into: Mapped[UUID | None] = classed(
        "open", Uuid, nullable=True, server_default=text("null")
    )  # the record that stands for this one too

    __table_args__ = (
        reference("person", "merged_into"),
        Index(
            "person_merged_ix",
            *("tenant_id", "merged_into"),
            postgresql_where=text("merged_into is not null"),
        ),
        Index("person_name_ix", "tenant_id", "name_key"),
        Index("person_sort_ix", "tenant_id", "name_sort", "id"),
        Index("person_birth_ix", "tenant_id", "birth_date"),
    )


class PersonWord(Register):
    """A keyed word of a person's name: people are found by any of them."""

    __tablename__ = "person_word"
    __whose__ = ("person_id",)

    person_id: Mapped[UUID] = classed("open", Uuid)
    token: Mapped[str] = classed("contact", KEYED)
    hidden: Mapped[bool] = classed("open", Boolean, server_default=text("false"))  # with the person's name

    __table_args__ = (
        reference("person", "person_id"),
        UniqueConstraint("tenant_id", "person_id", "token"),
        Index("person_word_ix", "tenant_id", "token", "person_id"),
    )


class ContactPoint(Register):
    """A phone number or e-mail address of a person, for as long as it holds."""

    __tablename__ = "contact_point"
    __whose__ = ("person_id",)

    person_id: Mapped[UUID] = classed("open", Uuid)
    kind: Mapped[str] = classed("open", Text)  # "email" or "phone"
    value: Mapped[str] = classed("contact", Text)
    value_key: Mapped[str] = classed("contact", KEYED)
    since: Mapped[date] = classed("open", Date)
    until: Mapped[date | None] = classed("open", Date, nullable=True)
    preferred: Mapped[bool] = classed("open", Boolean, default=False)
    bounced_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)  # mail did not arrive there
    hidden: Mapped[bool] = classed("open", Boolean, server_default=text("false"))  # with the person's name

    __table_args__ = (
        reference("person", "person_id"),
        Index(
            "contact_point_preferred_ux",
            *("tenant_id", "person_id", "kind"),
            unique=True,
            postgresql_where=text("preferred and until is null"),
        ),
        Index("contact_point_person_ix", "tenant_id", "person_id"),
        Index("contact_point_value_ix", "tenant_id", "value_key"),
    )


class PostalAddress(Register):
    """Where a person lives or gets post, for as long as it holds."""

    __tablename__ = "postal_address"
    __whose__ = ("person_id",)

    person_id: Mapped[UUID] = classed("open", Uuid)
    kind: Mapped[str] = classed("open", Text, default="home")
    lines: Mapped[str] = classed("location", Text)
    lines_key: Mapped[str] = classed("location", KEYED)
    since: Mapped[date] = classed("open", Date)
    until: Mapped[date | None] = classed("open", Date, nullable=True)
    hidden: Mapped[bool] = classed("open", Boolean, server_default=text("false"))  # with the person's name

    __table_args__ = (
        reference("person", "person_id"),
        Index("postal_address_person_ix", "tenant_id", "person_id"),
        Index("postal_address_key_ix", "tenant_id", "lines_key"),
    )


class PersonIdentifier(Register):
    """A government or tax number of a person: sealed, found only through its keyed index, which goes with the key."""

    __tablename__ = "person_identifier"
    __whose__ = ("person_id",)

    person_id: Mapped[UUID] = classed("open", Uuid)
    kind: Mapped[str] = classed("open", Text)
    value: Mapped[Sealed] = classed("sealed", SealedType)
    value_bidx: Mapped[int | None] = classed("sealed", BigInteger, nullable=True)

    __table_args__ = (
        reference("person", "person_id"),
        UniqueConstraint("tenant_id", "kind", "value_bidx"),
        Index("person_identifier_person_ix", "tenant_id", "person_id"),
        Index("person_identifier_number_ix", "tenant_id", "value_bidx"),
    )


class NotTheSame(Register):
    """A clerk's word that a party of a case is not this person: the match is not offered again."""

    __tablename__ = "not_the_same"

    party_id: Mapped[UUID] = classed("open", Uuid)
    person_id: Mapped[UUID] = classed("open", Uuid)
    said_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    said_at: Mapped[datetime] = classed("open", INSTANT, default=now)

    __table_args__ = (
        reference("case_party", "party_id"),
        reference("person", "person_id"),
        UniqueConstraint("tenant_id", "party_id", "person_id"),
    )
