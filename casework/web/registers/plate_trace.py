"""Plates like what a witness saw, and vehicles that plates tie together: for the police, under a declared use."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import pgettext

from casework.base.errors import InvalidInput
from casework.policy.guard import guarded
from casework.services.vehicles.find_vehicle import vehicle_by_id
from casework.services.vehicles.partial_plate import LikePlate, Seen, linked_vehicles, partial_plate
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.registers.asked_days import Asked, asked_days
from casework.web.registers.plate_moves import plates
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.registers.vehicle_time import vehicles
from casework.web.words import told

__all__ = ["plates", "vehicles"]

BOXES = ("pattern", "make", "model", "colour", "year")


@plates.get("/trace")
@guarded("plate.trace")
@asks_purpose
def trace() -> Page:
    """Part of a plate, perhaps the vehicle, and a day: which plates were on such vehicles then."""
    only_for("plates")
    asked = asked_days()
    typed = {name: request.args.get(name, "")[:60].strip() for name in BOXES}
    found: tuple[LikePlate, ...] | None = None
    errors: dict[str, str] = {}
    with declared_session(needs="contact") as (session, why):
        if typed["pattern"]:
            try:
                found = partial_plate(session, _seen(typed, asked))
            except InvalidInput as wrong:
                errors = told(wrong)
        session.commit()
    columns = (_("Plate"), _("Vehicle"), pgettext("day", "From"), _("Until"))
    return render_template(
        "registers/plate_trace.html",
        why=why,
        asked=asked,
        typed=typed,
        found=found,
        errors=errors | asked.wrong,
        columns=[Column(said) for said in columns],
    ), 422 if errors else 200


@vehicles.get("/<uuid:vehicle_id>/linked")
@guarded("plate.trace")
@asks_purpose
def linked(vehicle_id: UUID) -> Page:
    """Vehicles that ever shared a plate with this one."""
    only_for("plates")
    with declared_session(needs="contact") as (session, why):
        vehicle = vehicle_by_id(session, vehicle_id)
        name = f"{vehicle.year} {vehicle.make} {vehicle.model}"
        found = linked_vehicles(session, vehicle_id)
        session.commit()
    return render_template(
        "registers/vehicle_linked.html", why=why, vehicle_id=vehicle_id, name=name, found=found
    )


def _seen(typed: dict[str, str], asked: Asked) -> Seen:
    year = typed["year"]
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise InvalidInput({"year": _("Enter a year with four digits")})
    return Seen(
        typed["pattern"],
        make=typed["make"],
        model=typed["model"],
        colour=typed["colour"],
        year=int(year) if year else None,
        valid_at=asked.valid_at,
        known_at=asked.known_at,
    )
