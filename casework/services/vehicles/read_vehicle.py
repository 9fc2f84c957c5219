"""A vehicle with its whole history: owners with the gaps between them, titles, plates, readings, brands, holds."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound
from casework.models import (
    Brand,
    Hold,
    Lien,
    OdometerReading,
    Ownership,
    Person,
    PlateAssignment,
    PlateIssue,
    PlateMark,
    ReleaseNotice,
    Vehicle,
    VehicleTitle,
)
from casework.services.vehicles.case_numbers import case_numbers
from casework.services.vehicles.owners import holders_of
from casework.services.vehicles.vehicle_at import find_gaps
from casework.services.vehicles.vehicle_view import (
    BrandView,
    HoldView,
    LienView,
    NoticeView,
    OwnershipView,
    PlateView,
    ReadingView,
    VehicleView,
)
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
        registered_until=row.registered_until,
        ownerships=ownerships,
        gaps=find_gaps(ownerships),
        plates=_plates(session, vehicle_id),
        readings=_readings(session, vehicle_id),
        brands=_brands(session, vehicle_id),
        holds=_holds(session, vehicle_id),
        liens=_liens(session, vehicle_id),
        notices=_notices(session, vehicle_id),
        withheld={name.removeprefix("vehicle."): why for name, why in closed.items()},
    )


def _ownerships(session: ViewerSession, vehicle_id: UUID) -> tuple[OwnershipView, ...]:
    rows = session.scalars(
        select(Ownership)
        .where(Ownership.vehicle_id == vehicle_id)
        .order_by(Ownership.valid_from.desc(), Ownership.recorded_at.desc())
    ).all()
    owners = holders_of(session, [row.id for row in rows])
    numbers: dict[UUID, str] = {}
    numbered = shows(session, "vehicle.numbers")
    if numbered:
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
            because=row.correction_reason if numbered else None,
            case_number=cases.get(row.source_case_id) if row.source_case_id else None,
        )
        for row in rows
    )


def _plates(session: ViewerSession, vehicle_id: UUID) -> tuple[PlateView, ...]:
    rows = session.execute(
        select(PlateAssignment, PlateIssue.status, PlateMark.id, PlateMark.plate_class)
        .add_columns(*([PlateMark.display] if shows(session, "plate.numbers") else []))
        .join(PlateIssue, PlateIssue.id == PlateAssignment.issue_id)
        .join(PlateMark, PlateMark.id == PlateIssue.mark_id)
        .where(PlateAssignment.vehicle_id == vehicle_id)
        .order_by(PlateAssignment.valid_from.desc(), PlateAssignment.recorded_at.desc())
    ).all()
    cases = case_numbers(session, [row.PlateAssignment.source_case_id for row in rows])
    return tuple(
        PlateView(
            mark_id=row.id,
            display=getattr(row, "display", None),
            plate_class=row.plate_class,
            role=row.PlateAssignment.role,
            status=row.status,
            since=row.PlateAssignment.valid_from,
            until=row.PlateAssignment.valid_to,
            recorded_at=row.PlateAssignment.recorded_at,
            superseded_at=row.PlateAssignment.superseded_at,
            reason=row.PlateAssignment.reason,
            case_number=cases.get(row.PlateAssignment.source_case_id),
        )
        for row in rows
    )


def _readings(session: ViewerSession, vehicle_id: UUID) -> tuple[ReadingView, ...]:
    rows = session.scalars(
        select(OdometerReading)
        .where(OdometerReading.vehicle_id == vehicle_id)
        .order_by(OdometerReading.read_on.desc(), OdometerReading.id.desc())
    ).all()
    cases = case_numbers(session, [row.case_id for row in rows])
    return tuple(
        ReadingView(
            row.read_on,
            row.reading,
            row.unit,
            row.certified,
            row.recorded_at,
            cases.get(row.case_id) if row.case_id else None,
        )
        for row in rows
    )


def _brands(session: ViewerSession, vehicle_id: UUID) -> tuple[BrandView, ...]:
    rows = session.scalars(
        select(Brand).where(Brand.vehicle_id == vehicle_id).order_by(Brand.effective_on.desc(), Brand.id)
    )
    return tuple(
        BrandView(row.brand, row.effective_on, row.source, row.recorded_at, row.voided_at) for row in rows
    )


def _holds(session: ViewerSession, vehicle_id: UUID) -> tuple[HoldView, ...]:
    columns = (Hold.code, Hold.placed_by, Hold.since, Hold.until)
    rows = session.execute(select(*columns).where(Hold.vehicle_id == vehicle_id).order_by(Hold.since.desc()))
    return tuple(HoldView(row.code, row.placed_by, row.since, row.until) for row in rows)


def _notices(session: ViewerSession, vehicle_id: UUID) -> tuple[NoticeView, ...]:
    names = ("id", "sold_on", "due_on", "received_at", "late", "seller_is_owner", "case_id")
    chosen = select(*(getattr(ReleaseNotice, name) for name in names))
    chosen = chosen.where(ReleaseNotice.vehicle_id == vehicle_id).order_by(ReleaseNotice.sold_on.desc())
    rows = session.execute(chosen).all()
    cases = case_numbers(session, [row.case_id for row in rows])
    return tuple(
        NoticeView(
            row.sold_on, row.due_on, row.received_at, row.late, row.seller_is_owner, cases.get(row.case_id)
        )
        for row in rows
    )


def _liens(session: ViewerSession, vehicle_id: UUID) -> tuple[LienView, ...]:
    names = shows(session, "vehicle.owners")
    chosen = select(Lien).where(Lien.vehicle_id == vehicle_id)
    if names:
        chosen = chosen.join(Person, Person.id == Lien.holder_id).add_columns(Person.id, Person.name)
    rows = session.execute(chosen.order_by(Lien.since.desc())).all()
    cases = case_numbers(session, [row.Lien.release_case_id for row in rows])
    return tuple(
        LienView(
            row.Lien.holder_id,
            row.name if names else None,
            row.Lien.since,
            row.Lien.released_on,
            row.Lien.recorded_at,
            cases.get(row.Lien.release_case_id),
            row.Lien.elt_id is not None,
        )
        for row in rows
    )
