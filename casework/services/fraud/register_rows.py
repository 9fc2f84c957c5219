"""The rows of the vehicle register that the rules of fraud go through: only of what changed within their reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from casework.domain.fraud_rows import Carrying, Holding, Read
from casework.models import (
    OdometerReading,
    Ownership,
    OwnershipHolder,
    Person,
    PlateAssignment,
    PlateIssue,
    PostalAddress,
    Vehicle,
)
from casework.services.office import office_of
from casework.services.vehicles.history import midnight, office_day
from casework.store.session import ViewerSession

MANY = 5_000
Owned = Select[UUID, UUID, datetime, UUID | None, UUID | None]
_OWNED = (
    *(Ownership.id, Ownership.vehicle_id, Ownership.valid_from),
    *(Ownership.recorded_by, Ownership.source_case_id),
)


def vehicles_of_one_vin(session: ViewerSession) -> Iterator[tuple[UUID, str]]:
    """Records whose VIN stands on another one too."""
    twice = select(Vehicle.vin_key).group_by(Vehicle.vin_key).having(func.count() > 1)
    for row in session.execute(select(Vehicle.id, Vehicle.vin_key).where(Vehicle.vin_key.in_(twice))):
        yield row.id, row.vin_key


def holdings_since(session: ViewerSession, since: date) -> list[Holding]:
    """Every ownership, as we say it now, of vehicles that changed hands since that day."""
    changed = select(Ownership.vehicle_id).where(
        Ownership.superseded_at.is_(None), Ownership.valid_from >= _start(session, since)
    )
    chosen = select(*_OWNED).where(Ownership.superseded_at.is_(None), Ownership.vehicle_id.in_(changed))
    return [holding for _id, holding in _holdings(session, chosen)]


def bought_since(session: ViewerSession, since: date) -> list[tuple[UUID, Holding]]:
    """What natural persons came to own since that day. Dealers are organisations, and buy for a living."""
    chosen = select(*_OWNED).where(
        Ownership.superseded_at.is_(None), Ownership.valid_from >= _start(session, since)
    )
    people = set(session.scalars(select(Person.id).where(Person.id.in_(_buyers(chosen)), _NATURAL)))
    found = _holdings(session, chosen)
    return [(person, holding) for _id, holding in found for person in holding.owners & people]


_NATURAL = Person.kind == "person"


def carried_since(session: ViewerSession, since: date) -> list[Carrying]:
    """Every assignment, as we say it now, of marks that were put on a vehicle since that day."""
    start = _start(session, since)
    marks = (
        select(PlateIssue.mark_id)
        .join(PlateAssignment, PlateAssignment.issue_id == PlateIssue.id)
        .where(PlateAssignment.superseded_at.is_(None), PlateAssignment.valid_from >= start)
    )
    chosen = (
        select(
            *(PlateIssue.mark_id, PlateAssignment.vehicle_id, PlateAssignment.valid_from),
            *(PlateAssignment.recorded_by, PlateAssignment.source_case_id),
        )
        .join(PlateAssignment, PlateAssignment.issue_id == PlateIssue.id)
        .where(PlateAssignment.superseded_at.is_(None), PlateAssignment.role == "primary")
        .where(PlateIssue.mark_id.in_(marks))
    )
    zone = office_of(session).tenant.timezone
    return [
        Carrying(
            *(row.mark_id, row.vehicle_id, office_day(row.valid_from, zone)),
            *(row.recorded_by, row.source_case_id),
        )
        for row in session.execute(chosen.execution_options(yield_per=MANY))
    ]


def readings_since(session: ViewerSession, since: date) -> Iterator[Read]:
    """Every reading of vehicles that were read since that day."""
    read = select(OdometerReading.vehicle_id).where(OdometerReading.read_on >= since)
    chosen = select(OdometerReading).where(OdometerReading.vehicle_id.in_(read)).order_by(OdometerReading.id)
    for row in session.scalars(chosen.execution_options(yield_per=MANY)):
        yield Read(row.vehicle_id, row.read_on, row.reading, row.unit, row.certified, row.case_id)


def addresses_of(session: ViewerSession, people: set[UUID], fewest: int) -> list[tuple[UUID, UUID, str]]:
    """Where these people live, of addresses that so many people have: row, person, the address as a key."""
    crowded = (
        select(PostalAddress.lines_key)
        .where(PostalAddress.until.is_(None))
        .group_by(PostalAddress.lines_key)
        .having(func.count() >= fewest)
    )
    chosen = select(PostalAddress.id, PostalAddress.person_id, PostalAddress.lines_key).where(
        PostalAddress.until.is_(None), PostalAddress.lines_key.in_(crowded)
    )
    return [
        (row.id, row.person_id, row.lines_key)
        for row in session.execute(chosen.execution_options(yield_per=MANY))
        if row.person_id in people
    ]


def _start(session: ViewerSession, since: date) -> Any:
    return midnight(since, office_of(session).tenant.timezone)


def _buyers(chosen: Owned) -> Select[Any]:
    owned = chosen.with_only_columns(Ownership.id)
    return select(OwnershipHolder.person_id).where(OwnershipHolder.ownership_id.in_(owned))


def _holdings(session: ViewerSession, chosen: Owned) -> list[tuple[UUID, Holding]]:
    owners: defaultdict[UUID, set[UUID]] = defaultdict(set)
    held = select(OwnershipHolder.ownership_id, OwnershipHolder.person_id).where(
        OwnershipHolder.ownership_id.in_(chosen.with_only_columns(Ownership.id))
    )
    for one in session.execute(held.execution_options(yield_per=MANY)):
        owners[one.ownership_id].add(one.person_id)
    zone = office_of(session).tenant.timezone
    return [
        (
            row.id,
            Holding(
                *(row.vehicle_id, frozenset(owners[row.id]), office_day(row.valid_from, zone)),
                *(row.recorded_by, row.source_case_id),
            ),
        )
        for row in session.execute(chosen.execution_options(yield_per=MANY))
    ]
