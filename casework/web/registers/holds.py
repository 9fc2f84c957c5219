"""Holds on a vehicle at the desk: place one for an agency, release one on its word or paper."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.clock import now
from casework.base.errors import CaseworkError, InvalidInput, Refused
from casework.base.values import Value
from casework.domain.holds import STOPS
from casework.policy.guard import guarded
from casework.services.vehicles.find_vehicle import vehicle_by_id
from casework.services.vehicles.holds import HoldRow, NewHold, holds_at_desk, place_hold, release_hold
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.go import go
from casework.web.registers.counter import noted
from casework.web.registers.reading import Why, asks_purpose, declared_session, only_for
from casework.web.registers.vehicle_words import SILENT, hold_word
from casework.web.registers.vehicles import vehicles
from casework.web.words import refusal_of, told

LONGEST = 500


class HoldLine(Value):
    """A hold with its word: `silent` ones are told to a supervisor alone."""

    hold: HoldRow
    word: str
    active: bool


@vehicles.get("/<uuid:vehicle_id>/holds")
@guarded("hold.read")
@asks_purpose
def holds_page(vehicle_id: UUID) -> Page:
    """The holds, and what can be done about each."""
    return _page(vehicle_id)


@vehicles.post("/<uuid:vehicle_id>/holds")
@guarded("hold.place")
def place(vehicle_id: UUID) -> Page:
    """Place one."""
    given = {name: request.form.get(name, "")[:LONGEST] for name in ("code", "placed_by", "reason")}
    more = {name: request.form.get(name, "")[:LONGEST] for name in ("legal_basis", "reference")}
    try:
        with _writing() as (session, _why):
            place_hold(session, vehicle_id, NewHold(**given, **more))
            session.commit()
    except InvalidInput as wrong:
        return _page(vehicle_id, wrong), wrong.status
    flash(_("The hold is placed. It works from now on."), "good")
    return go(url_for("vehicles.holds_page", vehicle_id=vehicle_id))


@vehicles.post("/<uuid:vehicle_id>/holds/<uuid:hold_id>/release")
@guarded("hold.release")
def release(vehicle_id: UUID, hold_id: UUID) -> Page:
    """Release one; the others stand."""
    reference, agency = (request.form.get(name, "")[:LONGEST] for name in ("reference", "agency"))
    try:
        with noted("hold.released", vehicle_id, _writing), _writing() as (session, _why):
            release_hold(session, hold_id, reference=reference, agency=agency)
            session.commit()
    except Refused as wrong:
        return _page(vehicle_id, wrong), wrong.status
    flash(_("The hold is released. Other holds stand as they are."), "good")
    return go(url_for("vehicles.holds_page", vehicle_id=vehicle_id))


@contextmanager
def _writing() -> Iterator[tuple[ViewerSession, Why]]:
    only_for("plates")
    with declared_session(needs="asset", writes="internal", facts_only=True) as both:
        yield both


def _page(vehicle_id: UUID, wrong: CaseworkError | None = None) -> str:
    with _writing() as (session, why):
        vehicle = vehicle_by_id(session, vehicle_id)
        name = f"{vehicle.year} {vehicle.make} {vehicle.model}"
        rows = holds_at_desk(session, vehicle_id)
        sees_all = "lead" in session.viewer.duties
        session.commit()
    moment = now()
    lines = [
        HoldLine(row, hold_word(row.code, silent=row.code in SILENT and not sees_all), row.is_active(moment))
        for row in rows
    ]
    return render_template(
        "registers/holds.html",
        why=why,
        vehicle_id=vehicle_id,
        name=name,
        lines=lines,
        codes=[(code, hold_word(code)) for code in STOPS if code not in SILENT or sees_all],
        errors=told(wrong) if isinstance(wrong, InvalidInput) else {},
        refusal=refusal_of(wrong),
        typed=request.form,
    )
