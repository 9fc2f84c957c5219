"""What a notice of release of liability may ask of the register: guards and effects. No owner is changed here."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, Refused
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.base.words import search_key
from casework.domain import plate_text
from casework.domain.time_limits import due_after
from casework.models import (
    Case,
    CaseParty,
    Ownership,
    OwnershipHolder,
    Person,
    PlateAssignment,
    PlateIssue,
    PlateMark,
    ReleaseNotice,
    Vehicle,
)
from casework.packs.deed import Deed
from casework.services.office import office_of
from casework.services.vehicles.history import office_day
from casework.store import ledger_chain


def vehicle_of_notice(deed: Deed) -> None:
    """Refuse VEHICLE_UNKNOWN unless one vehicle carries this plate and has a VIN with this end."""
    _vehicle(deed)


def record_release(deed: Deed) -> None:
    """Enter the notice beside the vehicle, late or in time; the owner on record stays."""
    session, vehicle = deed.session, _vehicle(deed)
    office = office_of(session)
    sold_on = date.fromisoformat(deed.fact("sold_on"))
    received = session.scalars(select(Case.opened_at).where(Case.id == deed.case.id)).one()
    days = office.kind.transfers.figure("notice_days", sold_on)
    due = due_after(sold_on, days or 0, received_on=office_day(received, office.tenant.timezone))
    late = days is not None and due.late
    buyer = session.execute(
        select(CaseParty.id, CaseParty.address).where(
            CaseParty.case_id == deed.case.id, CaseParty.role == "buyer"
        )
    ).one()
    session.add(
        ReleaseNotice(
            id=new_id(),
            vehicle_id=vehicle.id,
            case_id=deed.case.id,
            sold_on=sold_on,
            due_on=due.on,
            received_at=received,
            recorded_at=now(),
            late=late,
            odometer=deed.fact("odometer"),
            seller_is_owner=_is_owner(deed, vehicle),
            buyer_name=deed.fact("buyer_name"),
            buyer_address=buyer.address,
        )
    )
    session.flush()
    ledger_chain.record(
        session,
        "release.recorded",
        case=deed.case.id,
        subjects=[vehicle.id],
        fields=["release_notice"],
        detail={"sold_on": sold_on, "late": late},
    )


def _vehicle(deed: Deed) -> Vehicle:
    try:
        text = plate_text.canonical(deed.fact("plate") or "")
    except InvalidInput:
        text = ""
    end = (deed.fact("vin_end") or "").strip().upper()
    chosen = (
        select(Vehicle)
        .join(PlateAssignment, PlateAssignment.vehicle_id == Vehicle.id)
        .join(PlateIssue, PlateIssue.id == PlateAssignment.issue_id)
        .join(PlateMark, PlateMark.id == PlateIssue.mark_id)
        .where(PlateMark.canonical == text, PlateAssignment.superseded_at.is_(None))
    )
    found: dict[UUID, Vehicle] = {
        row.id: row for row in deed.session.scalars(chosen) if row.vin_key.endswith(end)
    }
    if len(found) != 1 or len(end) != 5:
        said = phrase("No vehicle in the register has this plate and this VIN. Compare them with the notice")
        raise Refused("VEHICLE_UNKNOWN", said)
    return next(iter(found.values()))


def _is_owner(deed: Deed, vehicle: Vehicle) -> bool:
    """Whether somebody of the seller's name is an owner on record. A notice is taken from others too, and says so."""
    rows = deed.session.execute(
        select(Person.id, Person.name_key)
        .join(OwnershipHolder, OwnershipHolder.person_id == Person.id)
        .join(Ownership, Ownership.id == OwnershipHolder.ownership_id)
        .where(Ownership.vehicle_id == vehicle.id, Ownership.superseded_at.is_(None))
    )
    return search_key(deed.fact("seller_name") or "") in {row.name_key for row in rows}
