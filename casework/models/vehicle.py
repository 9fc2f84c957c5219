"""The vehicle register: vehicles, titles and who owned them when, twice dated."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, Index, Integer, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference

KEYED = Text(collation="C")
INSTANT = DateTime(timezone=True)
RELEASE_WAYS = ("signature", "form", "electronic")  # on the title, on a paper of the lender, by message


class TwiceDated(Register):
    """A row with valid time (when it was so) and record time (when we said so), both half-open.

    Append-only: a correction sets `superseded_at` once and adds the true rows (DOMAIN B.4).
    """

    __abstract__ = True

    valid_from: Mapped[datetime] = classed("open", INSTANT)
    valid_to: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    recorded_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    superseded_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    recorded_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    source_case_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    supersedes_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    reason: Mapped[str] = classed("open", Text, default="transfer")
    precision: Mapped[str] = classed("open", Text, default="day")  # "day": local midnight, or "minute"
    correction_reason: Mapped[str | None] = classed("asset", Text, nullable=True)


def not_empty() -> CheckConstraint:
    """A period has a length: it ends after it starts."""
    return CheckConstraint("valid_to is null or valid_to > valid_from", name="not_empty")


def never_twice(name: str, *columns: str, where: str = "superseded_at is null") -> ExcludeConstraint:
    """No two current rows of the same `columns` overlap in valid time."""
    period = text("tstzrange(valid_from, valid_to, '[)')")
    return ExcludeConstraint(
        ("tenant_id", "="),
        *((column, "=") for column in columns),
        (period, "&&"),
        name=name,
        where=text(where),
    )


class Vehicle(Register):
    """A vehicle, known by its VIN."""

    __tablename__ = "vehicle"

    vin: Mapped[str] = classed("asset", Text)
    vin_key: Mapped[str] = classed("asset", KEYED)
    make: Mapped[str] = classed("open", Text)
    model: Mapped[str] = classed("open", Text)
    year: Mapped[int] = classed("open", Integer)
    body: Mapped[str | None] = classed("open", Text, nullable=True)
    colour: Mapped[str | None] = classed("open", Text, nullable=True)
    fuel: Mapped[str] = classed("open", Text, default="gasoline")
    gvwr_lb: Mapped[int | None] = classed("open", Integer, nullable=True)
    registered_until: Mapped[date | None] = classed("open", Date, nullable=True)
    version: Mapped[int] = classed("open", Integer)

    __mapper_args__ = {"version_id_col": version, "eager_defaults": False}
    __table_args__ = (
        UniqueConstraint("tenant_id", "vin_key", "make", "year"),
        Index("vehicle_vin_ix", "tenant_id", "vin_key"),
    )


class VehicleTitle(Register):
    """A certificate of title: a new one for each transfer, the old one superseded."""

    __tablename__ = "vehicle_title"
    __whose__ = ("vehicle_id",)

    vehicle_id: Mapped[UUID] = classed("open", Uuid)
    number: Mapped[str] = classed("asset", Text)
    issued_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    superseded_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    case_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    form: Mapped[str] = classed("open", Text, default="paper")  # or "electronic": its lender holds it

    __table_args__ = (
        reference("vehicle", "vehicle_id"),
        CheckConstraint("form in ('paper', 'electronic')", name="form"),
        UniqueConstraint("tenant_id", "number"),
        Index("vehicle_title_vehicle_ix", "tenant_id", "vehicle_id"),
    )


class Ownership(TwiceDated):
    """One set of registered owners of a vehicle, over one period."""

    __tablename__ = "ownership"

    vehicle_id: Mapped[UUID] = classed("open", Uuid)
    title_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    conjunction: Mapped[str] = classed("open", Text, default="AND")
    tenancy: Mapped[str | None] = classed(
        "open", Text, nullable=True
    )  # TENCOM or COMPRO, where shares are special

    __table_args__ = (
        reference("vehicle", "vehicle_id"),
        reference("vehicle_title", "title_id"),
        not_empty(),
        never_twice("ownership_never_twice", "vehicle_id"),
        Index("ownership_vehicle_ix", "tenant_id", "vehicle_id", "valid_from"),
    )


class OwnershipHolder(Register):
    """A person in a set of registered owners."""

    __tablename__ = "ownership_holder"

    ownership_id: Mapped[UUID] = classed("open", Uuid)
    person_id: Mapped[UUID] = classed("open", Uuid)
    position: Mapped[int] = classed("open", Integer, default=1)

    __table_args__ = (
        reference("ownership", "ownership_id"),
        reference("person", "person_id"),
        UniqueConstraint("tenant_id", "ownership_id", "person_id"),
        Index("ownership_holder_person_ix", "tenant_id", "person_id"),
    )


class OdometerReading(Register):
    """What the odometer showed on a day, and how it was certified."""

    __tablename__ = "odometer_reading"

    vehicle_id: Mapped[UUID] = classed("open", Uuid)
    reading: Mapped[int] = classed("open", Integer)
    unit: Mapped[str] = classed("open", Text, default="mi")
    certified: Mapped[str] = classed("open", Text, default="ACTUAL")
    read_on: Mapped[date] = classed("open", Date)
    recorded_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    case_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("vehicle", "vehicle_id"),
        Index("odometer_reading_ix", "tenant_id", "vehicle_id", "read_on"),
    )


class Brand(Register):
    """A fact that stays with the vehicle for life and is carried to every later title."""

    __tablename__ = "brand"

    vehicle_id: Mapped[UUID] = classed("open", Uuid)
    brand: Mapped[str] = classed("open", Text)
    source: Mapped[str] = classed("open", Text)
    effective_on: Mapped[date] = classed("open", Date)
    recorded_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    voided_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)

    __table_args__ = (
        reference("vehicle", "vehicle_id"),
        Index("brand_vehicle_ix", "tenant_id", "vehicle_id"),
    )


class Hold(Register):
    """A stop that an agency placed on a vehicle. Several are independent of one another."""

    __tablename__ = "hold"
    __whose__ = ("vehicle_id",)

    vehicle_id: Mapped[UUID] = classed("open", Uuid)
    code: Mapped[str] = classed("open", Text)
    placed_by: Mapped[str] = classed("open", Text)
    reason: Mapped[str] = classed("internal", Text)
    since: Mapped[datetime] = classed("open", INSTANT, default=now)
    until: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    legal_basis: Mapped[str | None] = classed("open", Text, nullable=True)
    report_number: Mapped[str | None] = classed("open", Text, nullable=True)
    placed_actor: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    released_actor: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    release_number: Mapped[str | None] = classed("open", Text, nullable=True)

    __table_args__ = (reference("vehicle", "vehicle_id"), Index("hold_vehicle_ix", "tenant_id", "vehicle_id"))


class Lien(Register):
    """A lender's claim on a vehicle, until it is released."""

    __tablename__ = "lien"

    vehicle_id: Mapped[UUID] = classed("open", Uuid)
    holder_id: Mapped[UUID] = classed("open", Uuid)
    since: Mapped[date] = classed("open", Date)
    released_on: Mapped[date | None] = classed("open", Date, nullable=True)
    recorded_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    release_case_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    case_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)  # the case that entered it
    elt_id: Mapped[UUID | None] = classed(
        "open", Uuid, nullable=True
    )  # the lender holds the title electronically
    release_way: Mapped[str | None] = classed("open", Text, nullable=True)  # one of RELEASE_WAYS
    release_number: Mapped[str | None] = classed("open", Text, nullable=True)
    released_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("vehicle", "vehicle_id"),
        reference("person", "holder_id"),
        reference("elt_participant", "elt_id"),
        CheckConstraint(f"release_way in {RELEASE_WAYS}", name="release_way"),
        Index("lien_vehicle_ix", "tenant_id", "vehicle_id"),
    )


class EltParticipant(Register):
    """A lender that holds titles electronically, exactly as the list of participants writes name and address."""

    __tablename__ = "elt_participant"

    code: Mapped[str] = classed("open", Text)
    name: Mapped[str] = classed("open", Text)
    address: Mapped[str] = classed("open", Text)
    since: Mapped[date] = classed("open", Date)
    until: Mapped[date | None] = classed("open", Date, nullable=True)
    added_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        CheckConstraint("until is null or until >= since", name="until"),
        Index("elt_participant_name_ix", "tenant_id", "name"),
        Index(
            "elt_participant_code_ix",
            "tenant_id",
            "code",
            unique=True,
            postgresql_where=text("until is null"),
        ),
    )
