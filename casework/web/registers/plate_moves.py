"""A plate to another vehicle, and new plates: reserved or issued for the owner of a vehicle."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.clock import now, today
from casework.base.errors import CaseworkError, InvalidInput, Refused
from casework.domain.plate_life import Event
from casework.models import PlateAssignment
from casework.policy.guard import guarded
from casework.services.vehicles.assign_plate import on_vehicles
from casework.services.vehicles.find_vehicle import vehicle_by_vin
from casework.services.vehicles.history import midnight
from casework.services.vehicles.issue_plate import NewPlate, begin_life
from casework.services.vehicles.move_plate import Move, move_plate, put_held_plate_on
from casework.services.vehicles.owners import holder_ids, ownership_at
from casework.services.vehicles.plate_view import PlateHistory
from casework.services.vehicles.read_plate import read_plate
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.days import day_in_boxes
from casework.web.desk.opening import this_office
from casework.web.go import go
from casework.web.registers.counter import latest_life, noted, office_zone, refused, typed, writing
from casework.web.registers.plate_life import plates
from casework.web.registers.reading import asks_purpose
from casework.web.words import pack_text

__all__ = ["plates"]


@plates.get("/<uuid:mark_id>/move")
@guarded("plate.assign")
@asks_purpose
def move_page(mark_id: UUID) -> Page:
    """To which vehicle, and from when on."""
    return _move_page(mark_id)


@plates.post("/<uuid:mark_id>/move")
@guarded("plate.assign")
def move(mark_id: UUID) -> Page:
    """Off the one vehicle and onto the other at one instant."""
    try:
        at = _instant(day_in_boxes(request.form, "on"))
        with noted("plate.moved", mark_id), writing() as (session, _why):
            target = vehicle_by_vin(session, typed("vin"))
            if target is None:
                raise InvalidInput(
                    {"vin": _("The register has no vehicle with this VIN. Compare it with the title")}
                )
            history = read_plate(session, mark_id)
            row = _open_row(session, history)
            if row is None:
                put_held_plate_on(session, latest_life(history).issue_id, target.id, at)
            else:
                told = Move(row.id, target.id, at, relinquished=request.form.get("relinquished") == "yes")
                move_plate(session, told)
            vehicle_id = target.id
            session.commit()
    except (InvalidInput, Refused) as wrong:
        return _move_page(mark_id, wrong), wrong.status
    flash(_("The plate is on the vehicle."), "good")
    return go(url_for("vehicles.page", vehicle_id=vehicle_id))


@plates.get("/new")
@guarded("plate.assign")
@asks_purpose
def new_page() -> Page:
    """Reserve a text, or issue a plate that goes on a vehicle later."""
    return _new_page()


@plates.post("/new")
@guarded("plate.assign")
def new() -> Page:
    """For the owner of a vehicle on record."""
    begins: Event = "issued" if request.form.get("begins") == "issued" else "reserved"
    try:
        with noted(f"plate.{begins}"), writing() as (session, _why):
            vehicle = vehicle_by_vin(session, typed("vin"))
            held = ownership_at(session, vehicle.id, now()) if vehicle else None
            if held is None:
                raise InvalidInput(
                    {"vin": _("No owner is on record for this VIN. Compare it with the title")}
                )
            told = NewPlate(
                typed("plate"),
                typed("plate_class"),
                today(office_zone()),
                holder_ids(session, held.id)[0],
                begins=begins,
            )
            mark_id = begin_life(session, told).mark_id
            session.commit()
    except (InvalidInput, Refused) as wrong:
        return _new_page(wrong), wrong.status
    flash(_("The plate is reserved.") if begins == "reserved" else _("The plate is issued."), "good")
    return go(url_for("plates.page", mark_id=mark_id))


def _instant(on: date | None) -> datetime:
    """Now, or the beginning of an earlier day."""
    return now() if on is None or on == today(office_zone()) else midnight(on, office_zone())


def _open_row(session: ViewerSession, history: PlateHistory) -> PlateAssignment | None:
    """The assignment that is to end: the one there is, or of several the one that was chosen."""
    rows = on_vehicles(session, latest_life(history).issue_id)
    if len(rows) < 2:
        return rows[0] if rows else None
    chosen = next((row for row in rows if str(row.id) == typed("row")), None)
    if chosen is None:
        raise InvalidInput({"row": _("Choose the vehicle that it comes off")})
    return chosen


def _move_page(mark_id: UUID, wrong: CaseworkError | None = None) -> str:
    with writing() as (session, why):
        view = read_plate(session, mark_id)
        session.commit()
    life = latest_life(view)
    known = this_office().kind.plates.get(view.plate_class)
    on = [row for row in view.known_at(now()) if row.issue_id == life.issue_id and row.until is None]
    return render_template(
        "registers/plate_move.html",
        why=why,
        mark_id=mark_id,
        display=view.display or _("Plate"),
        on=[{"value": str(row.id), "label": row.vehicle} for row in on],
        personalised=known is not None and known.personalised,
        **refused(wrong),
    )


def _new_page(wrong: CaseworkError | None = None) -> str:
    with writing() as (session, why):
        session.commit()
    classes = [(one.code, pack_text(one.label)) for one in this_office().kind.plates.values()]
    return render_template("registers/plate_new.html", why=why, classes=classes, **refused(wrong))
