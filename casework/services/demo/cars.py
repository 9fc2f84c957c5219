"""A vehicle on record as a transfer story begins with it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, func, select

from casework.domain.holds import STOPS
from casework.models import (
    Hold,
    OdometerReading,
    Ownership,
    OwnershipHolder,
    Person,
    PlateAssignment,
    PlateIssue,
    PlateMark,
    Vehicle,
)
from casework.services.demo.transfers import Car
from casework.services.demo.vehicles import MODELS
from casework.store.session import ViewerSession


def car(session: ViewerSession, number: int) -> Car:
    """The n-th vehicle that may change hands (counted round), with its owners of today."""
    known = Vehicle.make.in_([make for _wmi, make, _models in MODELS])  # none of those planted for a rule
    free = Vehicle.id.not_in(_held())
    total = session.scalar(select(func.count()).where(known, free)) or 1
    chosen = select(Vehicle).where(known, free).order_by(Vehicle.id)
    vehicle = session.scalars(chosen.offset(number % total).limit(1)).one()
    owned = session.scalars(
        select(Ownership).where(
            Ownership.vehicle_id == vehicle.id,
            Ownership.superseded_at.is_(None),
            Ownership.valid_to.is_(None),
        )
    ).one()
    owners = session.execute(
        select(Person.id, Person.name)
        .join(OwnershipHolder, OwnershipHolder.person_id == Person.id)
        .where(OwnershipHolder.ownership_id == owned.id)
        .order_by(OwnershipHolder.position)
    )
    miles = session.scalar(
        select(func.max(OdometerReading.reading)).where(OdometerReading.vehicle_id == vehicle.id)
    )
    plate = session.execute(
        select(PlateMark.id, PlateMark.display)
        .join(PlateIssue, PlateIssue.mark_id == PlateMark.id)
        .join(PlateAssignment, PlateAssignment.issue_id == PlateIssue.id)
        .where(
            PlateAssignment.vehicle_id == vehicle.id,
            PlateAssignment.superseded_at.is_(None),
            PlateAssignment.valid_to.is_(None),
        )
    ).one_or_none()
    names = tuple(row.name for row in owners)
    return Car(vehicle.vin, plate.display if plate else None, names, owned.valid_from.date(), miles or 0)


def _held() -> Select[UUID]:
    stopping = [code for code, acts in STOPS.items() if "transfer" in acts]
    return select(Hold.vehicle_id).where(Hold.until.is_(None), Hold.code.in_(stopping))
