"""A vehicle with its whole history: owners with the gaps between them, titles, plates, readings, brands, holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound
from casework.domain.periods import Period, gaps
from casework.models import (
    Brand,
    Case,
    Hold,
    Lien,
    OdometerReading,
    Ownership,
    Person,
    PlateAssignment,
    PlateIssue,
    PlateMark,
    Vehicle,
    VehicleTitle,
)
from casework.services.vehicles.owners import holders_of
from casework.services.vehicles.vehicle_view import LienView, OwnershipView, PlateView, VehicleView
from casework.services.withheld import reasons, shows
from casework.store.session import ViewerSession


def read_vehicle(session: ViewerSession, vehicle_id: UUID) -> VehicleView:
    """The vehicle; NotFound when it is not there for this viewer. A disclosure; of its owners too where names are
    open."""
    row = session.scalar(select(Vehicle).where(Vehicle.id == vehicle_id))
    if row is None:
        raise NotFound
    closed = reasons(session, ["vehicle.numbers", "vehicle.owners"])
    ownerships = _ownerships(session, vehicle_id)
    return VehicleView(
        id=row.id,
        vin=row.vin if "vehicle.numbers" not in closed else None,
        make=row.make,
        model=row.model,
        year=row.year,
        body=row.body,
        colour=row.colour,
        fuel=row.fuel,
        ownerships=ownerships,
        gaps=tuple(_gaps(ownerships)),
        plates=_plates(session, vehicle_id),
        readings=_readings(session, vehicle_id),
        brands=_brands(session, vehicle_id),
        holds=_holds(session, vehicle_id),
        liens=_liens(session, vehicle_id),
        withheld={name.removeprefix("vehicle."): why for name, why in closed.items()},
    )


def case_numbers(session: ViewerSession, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The numbers of these cases, as far as the viewer may know of them."""
    wanted = sorted({case for case in ids if case is not None})
    if not wanted:
        return {}
    return {
        row.id: row.number for row in session.execute(select(Case.id, Case.number).where(Case.id.in_(wanted)))
    }


def _ownerships(session: ViewerSession, vehicle_id: UUID) -> tuple[OwnershipView, ...]:
    rows = session.scalars(
        select(Ownership)
        .where(Ownership.vehicle_id == vehicle_id)
        .order_by(Ownership.valid_from.desc(), Ownership.recorded_at.desc())
    ).all()
    owners = holders_of(session, [row.id for row in rows])
    numbers: dict[UUID, str] = {}
    if shows(session, "vehicle.numbers"):
        titles = select(VehicleTitle.id, VehicleTitle.vehicle_id, VehicleTitle.number).where(
            VehicleTitle.vehicle_id == vehicle_id
        )
        numbers = {title.id: title.number for title in session.execute(titles)}
    cases = case_numbers(session, [row.source_case_id for row in rows])
    return tuple(
        OwnershipView(
            id=row.id,
            since=row.valid_from,
            until=row.valid_to,
            owners=owners.get(row.id, ()),
            conjunction=row.conjunction,
            title_number=numbers.get(row.title_id) if row.title_id else None,
            recorded_at=row.recorded_at,
            superseded_at=row.superseded_at,
            reason=row.reason,
            case_number=cases.get(row.source_case_id) if row.source_case_id else None,
        )
        for row in rows
    )


def _gaps(ownerships: Iterable[OwnershipView]) -> list[tuple[datetime, datetime | None]]:
    """Times between two owners of which nobody is on record."""
    periods = [Period(row.since, row.until) for row in ownerships if row.current]
    return [(gap.since, gap.until) for gap in gaps(periods)]


def _plates(session: ViewerSession, vehicle_id: UUID) -> tuple[PlateView, ...]:
    rows = session.execute(
        select(
            PlateAssignment.valid_from,
            PlateAssignment.valid_to,
            PlateAssignment.superseded_at,
            PlateIssue.status,
            PlateMark.id,
            PlateMark.plate_class,
            *([PlateMark.display] if shows(session, "plate.numbers") else []),
        )
        .join(PlateIssue, PlateIssue.id == PlateAssignment.issue_id)
        .join(PlateMark, PlateMark.id == PlateIssue.mark_id)
        .where(PlateAssignment.vehicle_id == vehicle_id)
        .order_by(PlateAssignment.valid_from.desc(), PlateAssignment.recorded_at.desc())
    )
    return tuple(
        PlateView(
            row.id,
            getattr(row, "display", None),
            row.plate_class,
            row.status,
            row.valid_from,
            row.valid_to,
            row.superseded_at,
        )
        for row in rows
    )


def _readings(session: ViewerSession, vehicle_id: UUID) -> tuple[tuple[date, int, str, str], ...]:
    rows = session.scalars(
        select(OdometerReading)
        .where(OdometerReading.vehicle_id == vehicle_id)
        .order_by(OdometerReading.read_on.desc(), OdometerReading.id.desc())
    )
    return tuple((row.read_on, row.reading, row.unit, row.certified) for row in rows)


def _brands(session: ViewerSession, vehicle_id: UUID) -> tuple[tuple[str, date, str, bool], ...]:
    rows = session.scalars(
        select(Brand).where(Brand.vehicle_id == vehicle_id).order_by(Brand.effective_on.desc(), Brand.id)
    )
    return tuple((row.brand, row.effective_on, row.source, row.voided_at is None) for row in rows)


def _holds(
    session: ViewerSession, vehicle_id: UUID
) -> tuple[tuple[str, str, datetime, datetime | None], ...]:
    columns = (Hold.code, Hold.placed_by, Hold.since, Hold.until)
    rows = session.execute(select(*columns).where(Hold.vehicle_id == vehicle_id).order_by(Hold.since.desc()))
    return tuple((row.code, row.placed_by, row.since, row.until) for row in rows)


def _liens(session: ViewerSession, vehicle_id: UUID) -> tuple[LienView, ...]:
    names = shows(session, "vehicle.owners")
    chosen = select(Lien.holder_id, Lien.since, Lien.released_on).where(Lien.vehicle_id == vehicle_id)
    if names:
        chosen = chosen.join(Person, Person.id == Lien.holder_id).add_columns(Person.id, Person.name)
    rows = session.execute(chosen.order_by(Lien.since.desc()))
    return tuple(
        LienView(row.holder_id, row.name if names else None, row.since, row.released_on) for row in rows
    )
