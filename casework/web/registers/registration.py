"""Until when a vehicle is registered, and its renewal."""

from __future__ import annotations

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import CaseworkError, InvalidInput, Refused
from casework.policy.guard import guarded
from casework.services.vehicles.find_vehicle import vehicle_by_id
from casework.services.vehicles.renew_registration import renew_registration
from casework.web.auth import Page
from casework.web.days import day_in_boxes
from casework.web.go import go
from casework.web.registers.counter import noted, refused, writing
from casework.web.registers.plate_trace import plates, vehicles
from casework.web.registers.reading import asks_purpose

__all__ = ["plates", "vehicles"]


@vehicles.get("/<uuid:vehicle_id>/registration")
@guarded("plate.assign")
@asks_purpose
def registration_page(vehicle_id: UUID) -> Page:
    """Until when it is to be registered."""
    return _page(vehicle_id)


@vehicles.post("/<uuid:vehicle_id>/registration")
@guarded("plate.assign")
def renew(vehicle_id: UUID) -> Page:
    """Register it until that day."""
    try:
        until = day_in_boxes(request.form, "until")
        if until is None:
            raise InvalidInput({"until": _("Enter a day that exists, with its year")})
        with noted("vehicle.registration_renewed", vehicle_id), writing() as (session, _why):
            renew_registration(session, vehicle_id, until)
            session.commit()
    except (InvalidInput, Refused) as wrong:
        return _page(vehicle_id, wrong), wrong.status
    flash(_("The registration is renewed."), "good")
    return go(url_for("vehicles.page", vehicle_id=vehicle_id))


def _page(vehicle_id: UUID, wrong: CaseworkError | None = None) -> str:
    with writing() as (session, why):
        vehicle = vehicle_by_id(session, vehicle_id)
        told = {"name": f"{vehicle.year} {vehicle.make} {vehicle.model}", "until": vehicle.registered_until}
        session.commit()
    return render_template(
        "registers/registration.html", why=why, vehicle_id=vehicle_id, **told, **refused(wrong)
    )
