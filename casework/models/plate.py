"""The plate register: a mark, its lives, and the vehicles that carried it, twice dated (DOMAIN B.4)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, DateTime, Index, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.models.vehicle import TwiceDated, never_twice, not_empty
from casework.store.registers import Register, classed, reference

KEYED = Text(collation="C")
INSTANT = DateTime(timezone=True)


class PlateMark(Register):
    """A text in a jurisdiction and plate class. `canonical` is its identity; `search_key` only finds look-alikes."""

    __tablename__ = "plate_mark"

    jurisdiction: Mapped[str] = classed("open", Text)
    plate_class: Mapped[str] = classed("open", Text)
    display: Mapped[str] = classed("asset", Text)
    canonical: Mapped[str] = classed("asset", KEYED)
    search_key: Mapped[str] = classed("asset", KEYED)

    __table_args__ = (
        UniqueConstraint("tenant_id", "jurisdiction", "plate_class", "canonical"),
        Index("plate_mark_canonical_ix", "tenant_id", "canonical"),
        Index("plate_mark_search_ix", "tenant_id", "search_key"),
    )


class PlateIssue(Register):
    """One life of a mark, from issue to retirement."""

    __tablename__ = "plate_issue"

    mark_id: Mapped[UUID] = classed("open", Uuid)
    life: Mapped[int] = classed("open", Integer, default=1)
    status: Mapped[str] = classed("open", Text)
    follows: Mapped[str] = classed("open", Text)  # "vehicle" or "owner"
    issued_on: Mapped[date] = classed("open", Date)
    holder_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    held_until: Mapped[date | None] = classed("open", Date, nullable=True)
    reserved_until: Mapped[date | None] = classed("open", Date, nullable=True)
    reissue_on: Mapped[date | None] = classed("open", Date, nullable=True)  # once retired; None: never
    max_vehicles: Mapped[int] = classed("open", Integer, default=1)

    __table_args__ = (
        reference("plate_mark", "mark_id"),
        reference("person", "holder_id"),
        UniqueConstraint("tenant_id", "mark_id", "life"),
        Index("plate_issue_holder_ix", "tenant_id", "holder_id"),
    )


class PlateItem(Register):
    """A piece of metal: the front or the rear plate of an issue, or its only one."""

    __tablename__ = "plate_item"

    issue_id: Mapped[UUID] = classed("open", Uuid)
    place: Mapped[str] = classed("open", Text)  # "front", "rear" or "only"
    stock_number: Mapped[str] = classed("asset", KEYED)
    status: Mapped[str] = classed("open", Text, default="GOOD")  # GOOD, LOST, STOLEN, RETURNED or DESTROYED
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)

    __table_args__ = (
        reference("plate_issue", "issue_id"),
        UniqueConstraint("tenant_id", "stock_number"),
        Index("plate_item_issue_ix", "tenant_id", "issue_id"),
    )


class PlateIssueEvent(Register):
    """A change in the life of a plate issue: when it took effect, and when we learnt of it. Append-only."""

    __tablename__ = "plate_issue_event"

    issue_id: Mapped[UUID] = classed("open", Uuid)
    at: Mapped[datetime] = classed("open", INSTANT, default=now)
    from_status: Mapped[str | None] = classed("open", Text, nullable=True)
    to_status: Mapped[str] = classed("open", Text)
    event: Mapped[str] = classed("open", Text)
    recorded_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    number: Mapped[str | None] = classed("asset", Text, nullable=True)  # of a report, receipt or certificate
    reason: Mapped[str | None] = classed("asset", Text, nullable=True)
    witness_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    case_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    actor_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("plate_issue", "issue_id"),
        Index("plate_issue_event_ix", "tenant_id", "issue_id", "at"),
    )


class PlateAssignment(TwiceDated):
    """A plate on a vehicle, over one period, registered to one person. `role`: primary, temporary, interchangeable
    or dealer_use.

    How many vehicles one plate may serve at once, and that no assignment begins while the plate is lost, stolen or
    recalled, is held by a trigger (0017).
    """

    __tablename__ = "plate_assignment"

    issue_id: Mapped[UUID] = classed("open", Uuid)
    vehicle_id: Mapped[UUID] = classed("open", Uuid)
    registrant_id: Mapped[UUID] = classed("open", Uuid)
    role: Mapped[str] = classed("open", Text, default="primary")

    __table_args__ = (
        reference("plate_issue", "issue_id"),
        reference("vehicle", "vehicle_id"),
        reference("person", "registrant_id"),
        not_empty(),
        never_twice(
            "plate_assignment_one_vehicle", "issue_id", where="superseded_at is null and role = 'primary'"
        ),
        never_twice(
            "plate_assignment_one_plate", "vehicle_id", where="superseded_at is null and role = 'primary'"
        ),
        never_twice(
            "plate_assignment_same_twice",
            "issue_id",
            "vehicle_id",
            where="superseded_at is null and role <> 'primary'",
        ),
        Index("plate_assignment_issue_ix", "tenant_id", "issue_id", "valid_from"),
        Index("plate_assignment_vehicle_ix", "tenant_id", "vehicle_id", "valid_from"),
        Index("plate_assignment_registrant_ix", "tenant_id", "registrant_id"),
    )
