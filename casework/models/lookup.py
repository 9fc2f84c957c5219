"""What left the office under one of the uses that the law lists: consents, each giving or refusal, and its proof."""

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
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference

INSTANT = DateTime(timezone=True)
GIVEN, REFUSED = RESULTS = ("given", "refused")
FORMS = ("written", "electronic")


class Consent(Register):
    """What somebody agreed to: that data about them be given for these uses, and perhaps highly restricted data too.

    It never changes but by being withdrawn, once. Under a use that needs consent nobody else's record is there.
    """

    __tablename__ = "consent"
    __whose__ = ("person_id",)

    person_id: Mapped[UUID] = classed("open", Uuid)
    number: Mapped[str] = classed("open", Text)
    uses: Mapped[list[str]] = classed("open", ARRAY(Text))
    restricted: Mapped[bool] = classed("open", Boolean, default=False)
    form: Mapped[str] = classed("open", Text)
    given_to: Mapped[str] = classed("internal", Text)
    signed_on: Mapped[date] = classed("open", Date)
    until: Mapped[date | None] = classed("open", Date, nullable=True)
    recorded_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    recorded_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    withdrawn_on: Mapped[date | None] = classed("open", Date, nullable=True)
    withdrawn_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("person", "person_id"),
        UniqueConstraint("tenant_id", "number"),
        CheckConstraint(f"form in {FORMS}", name="form"),
        CheckConstraint("until is null or until >= signed_on", name="until"),
        Index("consent_person_ix", "tenant_id", "person_id"),
    )


class OutwardDisclosure(Register):
    """One request of somebody outside: given or refused, to whom, for which use, on which facts, and with which limit
    on passing it on. Nothing of it ever changes. `keep_until`: how long this record, and the recipient's, is kept;
    then the daily job destroys it with its documents."""

    __tablename__ = "outward_disclosure"
    __whose__ = ("people",)

    number: Mapped[str] = classed("open", Text)
    result: Mapped[str] = classed("open", Text)
    use: Mapped[str] = classed("open", Text)
    declaration: Mapped[UUID] = classed("open", Uuid)
    declared: Mapped[dict[str, Any]] = classed("internal", JSONB)
    mark_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    vehicle_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    people: Mapped[list[UUID]] = classed("open", ARRAY(Uuid))
    event_on: Mapped[date] = classed("open", Date)
    fields: Mapped[list[str]] = classed("open", ARRAY(Text))
    recipient: Mapped[str] = classed("internal", Text)
    their_ref: Mapped[str] = classed("internal", Text)
    limits: Mapped[str] = classed("open", Text)
    reason: Mapped[str | None] = classed("internal", Text, nullable=True)
    decided_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    decided_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    keep_until: Mapped[date] = classed("open", Date)

    __table_args__ = (
        reference("vehicle", "vehicle_id"),
        UniqueConstraint("tenant_id", "number"),
        CheckConstraint(f"result in {RESULTS}", name="result"),
        Index("outward_disclosure_at_ix", "tenant_id", "decided_at", "id"),
        Index("outward_disclosure_declaration_ix", "tenant_id", "declaration"),
        Index("outward_disclosure_keep_until_ix", "tenant_id", "keep_until"),
        Index(
            "outward_disclosure_vehicle_ix",
            *("tenant_id", "vehicle_id"),
            postgresql_where=text("vehicle_id is not null"),
        ),
    )


class DisclosureProof(Register):
    """A document behind a giving, a refusal or a consent: the request, the order, the signed paper."""

    __tablename__ = "disclosure_proof"

    disclosure_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    consent_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    name: Mapped[str] = classed("internal", Text)
    media_type: Mapped[str] = classed("open", Text)
    size: Mapped[int] = classed("open", BigInteger)
    sha256: Mapped[bytes] = classed("internal", LargeBinary)
    store_name: Mapped[str] = classed("internal", Text)
    scan: Mapped[str] = classed("open", Text)
    at: Mapped[datetime] = classed("open", INSTANT, default=now)
    added_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("outward_disclosure", "disclosure_id"),
        reference("consent", "consent_id"),
        CheckConstraint("(disclosure_id is null) <> (consent_id is null)", name="of_one"),
        Index("disclosure_proof_disclosure_ix", "tenant_id", "disclosure_id"),
        Index("disclosure_proof_consent_ix", "tenant_id", "consent_id"),
    )
