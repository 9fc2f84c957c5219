"""Putting a plate on a vehicle, taking it off, and correcting what the record says of the past."""

from __future__ import annotations

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.errors import CaseworkError, InvalidInput, NotFound, Refused
from casework.models import PlateAssignment, PlateIssue
from casework.policy.guard import guarded
from casework.services.vehicles.assign_plate import assign_plate
from casework.services.vehicles.correct_history import Period, correct_assignment
from casework.services.vehicles.find_vehicle import vehicle_by_id
from casework.services.vehicles.history import current, midnight
from casework.services.vehicles.issue_plate import free_issue
from casework.services.vehicles.owners import holder_ids, ownership_at
from casework.services.vehicles.plate_view import Carried
from casework.services.vehicles.read_plate import read_plate
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.days import day_in_boxes
from casework.web.desk.opening import this_office
from casework.web.go import go
from casework.web.registers.counter import latest_life, noted, office_zone, refused, typed, writing
from casework.web.registers.plates import plates
from casework.web.registers.possible_acts import acts_on
from casework.web.registers.reading import asks_purpose
from casework.web.registers.vehicles import vehicles
from casework.web.words import pack_text

__all__ = ["plates", "vehicles"]


@vehicles.get("/<uuid:vehicle_id>/plate")
@guarded("plate.assign")
@asks_purpose
def plate_page(vehicle_id: UUID) -> Page:
    """Put a plate on a vehicle that has none, or take the one off that it has."""
    return _plate_page(vehicle_id)


@vehicles.post("/<uuid:vehicle_id>/plate")
@guarded("plate.assign")
def put_on(vehicle_id: UUID) -> Page:
    """From now on, registered to the owner on record."""
    text = typed("plate")
    try:
        with noted("plate.assigned", vehicle_id), writing() as (session, _why):
            owners = _owners(session, vehicle_id)
            issue = free_issue(session, text, request.form.get("plate_class", ""), on=today(office_zone()))
            assign_plate(session, issue.id, vehicle_id, registrant=owners[0], since=now())
            session.commit()
    except (InvalidInput, Refused) as wrong:
        return _plate_page(vehicle_id, wrong), wrong.status
    flash(_("The plate is on the vehicle."), "good")
    return go(url_for("vehicles.page", vehicle_id=vehicle_id))


@plates.get("/<uuid:mark_id>/rows/<uuid:row_id>")
@guarded("plate.correct")
@asks_purpose
def row_page(mark_id: UUID, row_id: UUID) -> Page:
    """One row, and what was true instead."""
    return _row_page(mark_id, row_id)


@plates.post("/<uuid:mark_id>/rows/<uuid:row_id>")
@guarded("plate.correct")
def correct(mark_id: UUID, row_id: UUID) -> Page:
    """Strike the row and state the true one beside it."""
    try:
        since, until = day_in_boxes(request.form, "since"), day_in_boxes(request.form, "until")
        reason = typed("reason")
        if not reason:
            raise InvalidInput({"reason": _("Say what shows that it was otherwise")})
        with noted("plate.corrected", mark_id), writing() as (session, _why):
            row = _row(session, mark_id, row_id)
            begins = midnight(since, office_zone()) if since else row.since
            correct_assignment(
                session,
                row.id,
                Period(begins, midnight(until, office_zone()) if until else None),
                reason=reason,
            )
            session.commit()
    except (InvalidInput, Refused) as wrong:
        return _row_page(mark_id, row_id, wrong), wrong.status
    flash(_("Corrected. The row that was wrong is kept, struck."), "good")
    return go(url_for("plates.page", mark_id=mark_id))


def _plate_page(vehicle_id: UUID, wrong: CaseworkError | None = None) -> str:
    with writing() as (session, why):
        vehicle = vehicle_by_id(session, vehicle_id)
        name = f"{vehicle.year} {vehicle.make} {vehicle.model}"
        row = _carried_now(session, vehicle_id)
        owned = ownership_at(session, vehicle_id, now()) is not None
        carried = read_plate(session, _mark_id(session, row)) if row else None
        session.commit()
    classes = [(one.code, pack_text(one.label)) for one in this_office().kind.plates.values()]
    return render_template(
        "registers/plate_put.html",
        why=why,
        vehicle_id=vehicle_id,
        name=name,
        carried=carried,
        owned=owned,
        classes=classes,
        acts=acts_on(latest_life(carried), session.viewer) if carried else [],
        **refused(wrong),
    )


def _row_page(mark_id: UUID, row_id: UUID, wrong: CaseworkError | None = None) -> str:
    with writing() as (session, why):
        row = _row(session, mark_id, row_id)
        display = read_plate(session, mark_id).display
        session.commit()
    return render_template(
        "registers/plate_row.html", why=why, mark_id=mark_id, row=row, display=display, **refused(wrong)
    )


def _owners(session: ViewerSession, vehicle_id: UUID) -> tuple[UUID, ...]:
    held = ownership_at(session, vehicle_by_id(session, vehicle_id).id, now())
    if held is None:
        raise Refused(
            "NO_OWNER",
            _("Nobody is on record as the owner. A plate is registered to somebody. Record an owner first"),
        )
    return holder_ids(session, held.id)


def _carried_now(session: ViewerSession, vehicle_id: UUID) -> PlateAssignment | None:
    rows = current(session, PlateAssignment, vehicle_id=vehicle_id)
    return next((row for row in rows if row.valid_to is None and row.role == "primary"), None)


def _mark_id(session: ViewerSession, row: PlateAssignment) -> UUID:
    return session.scalars(select(PlateIssue.mark_id).where(PlateIssue.id == row.issue_id)).one()


def _row(session: ViewerSession, mark_id: UUID, row_id: UUID) -> Carried:
    for row in read_plate(session, mark_id).rows:
        if row.id == row_id and row.superseded_at is None:
            return row
    raise NotFound
