"""What a first title may ask of the register: the vehicle is entered with its owners, reading and brands."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import InvalidInput, Refused, RefusedTogether
from casework.base.phrases import phrase
from casework.domain.odometer import Certified, Reading
from casework.domain.title_rules import Conjunction
from casework.domain.vin import entry_findings, is_odd
from casework.models import Brand, CaseParty
from casework.packs.deed import Deed
from casework.services.vehicles.application import was_made
from casework.services.vehicles.on_record import record_reading
from casework.services.vehicles.register_vehicle import NewVehicle, enter_first_owners, register_vehicle

OWNERS = ("owner", "co_owner")
ACCEPT = "accept_vin"
"""The move by which a second officer accepts a number whose check digit does not fit."""


def first_owners_known(deed: Deed) -> None:
    """Refuse PARTY_UNCONFIRMED until a clerk has said who each owner is."""
    _owners(deed)


def number_is_plausible(deed: Deed) -> None:
    """Refuse VIN_LENGTH, VIN_CHECK_DIGIT or INSPECTION_REQUIRED, where the number is of no usual make and nobody has
    read it."""
    vin, year = deed.fact("vin"), deed.fact("year")
    if not vin or not year:
        return
    seen = {"assigned": bool(deed.fact("vin_assigned")), "inspected": bool(deed.fact("inspection"))}
    found = entry_findings(vin, year, **seen)
    if found:
        raise RefusedTogether([(one.code, one.said, one.field) for one in found])


def odd_number_accepted(deed: Deed) -> None:
    """Refuse VIN_UNACCEPTED while the check digit does not fit and no second officer has said where it was seen."""
    if _is_odd(deed) and not was_made(deed, ACCEPT):
        said = phrase(
            "The check digit of this VIN does not fit. A supervisor who saw it on a document accepts it first, or the"
            " application is rejected"
        )
        raise Refused("VIN_UNACCEPTED", said)


def number_is_odd(deed: Deed) -> None:
    """Refuse VIN_FITS where there is nothing to accept."""
    if not _is_odd(deed):
        raise Refused(
            "VIN_FITS",
            phrase("The check digit of this VIN fits. Nobody needs to accept it. Go on without it"),
        )


def _is_odd(deed: Deed) -> bool:
    return bool(deed.fact("vin")) and is_odd(deed.fact("vin"), deed.fact("year"))


def enter_vehicle(deed: Deed) -> None:
    """The vehicle, its first owners and title, its reading, and the brands of where it comes from."""
    session, since = deed.session, date.fromisoformat(deed.fact("owned_since"))
    vin = deed.fact("vin")
    new = NewVehicle(
        vin=vin,
        make=deed.fact("make"),
        model=deed.fact("model"),
        year=deed.fact("year"),
        body=deed.fact("body"),
        fuel=deed.fact("fuel"),
        gvwr_lb=deed.fact("gvwr"),
        vin_kind="standard" if len(vin) == 17 else "assigned",
        odd_accepted=_is_odd(deed) and was_made(deed, ACCEPT),
    )
    try:
        vehicle = register_vehicle(session, new)
    except InvalidInput as wrong:
        raise Refused("VIN_INVALID", next(iter(wrong.sayings.values()))) from None
    joined = Conjunction.OR if deed.fact("owners_joined") == "or" else Conjunction.AND
    enter_first_owners(session, vehicle, _owners(deed), since=since, conjunction=joined, case_id=deed.case.id)
    if deed.fact("odometer") is not None:
        reading = Reading(deed.fact("odometer"), "mi", Certified.ACTUAL, since)
        record_reading(session, vehicle.id, reading, case_id=deed.case.id)
    for brand in deed.fact("brands") or ():
        session.add(Brand(vehicle_id=vehicle.id, brand=brand, source="other state", effective_on=since))
    if deed.fact("vin_assigned"):
        session.add(Brand(vehicle_id=vehicle.id, brand="REISSUED_VIN", source="state", effective_on=since))
    session.flush()


def _owners(deed: Deed) -> tuple[UUID, ...]:
    rows = deed.session.execute(
        select(CaseParty.role, CaseParty.person_id).where(
            CaseParty.case_id == deed.case.id, CaseParty.role.in_(OWNERS)
        )
    ).all()
    linked = {row.role: row.person_id for row in rows}
    if not linked or None in linked.values():
        said = phrase("Say first who each owner is: somebody on record, or somebody new")
        raise Refused("PARTY_UNCONFIRMED", said)
    return tuple(linked[role] for role in OWNERS if role in linked)
