"""Legal owners at the desk: a lender lets go of a vehicle; lenders that hold titles electronically."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import CaseworkError, InvalidInput, Refused
from casework.policy.guard import guarded
from casework.policy.why import LIENS
from casework.services.staff.present import current_staff
from casework.services.vehicles.elt import NewParticipant, add_participant, end_participant, participants
from casework.services.vehicles.find_vehicle import vehicle_by_id
from casework.services.vehicles.liens import liens_at_desk
from casework.services.vehicles.release_lien import LienRelease, release_lien
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.days import typed_day
from casework.web.desk.opening import this_office
from casework.web.frame import RECORDS, desk_door
from casework.web.go import go
from casework.web.registers.counter import noted
from casework.web.registers.reading import only_for
from casework.web.registers.vehicles import vehicles
from casework.web.words import refusal_text, told

lenders = Blueprint("lenders", __name__)
desk_door(RECORDS, _l("Electronic lenders"), "lenders.page", "elt.manage", order=75, having="plates")
WAYS = {
    "signature": _l("Signed on the title"),
    "form": _l("By a paper of the lender"),
    "electronic": _l("By an electronic message"),
}


@contextmanager
def settling() -> Iterator[ViewerSession]:
    """A session for what lenders say; NotFound where the office keeps no vehicles."""
    only_for("plates")
    office = this_office()
    with office.open(office.member(current_staff(), LIENS)) as session:
        yield session


@vehicles.get("/<uuid:vehicle_id>/liens")
@guarded("lien.release")
def liens_page(vehicle_id: UUID) -> str:
    """The claims on a vehicle, and the form for each that stands."""
    return _page(vehicle_id)


@vehicles.post("/<uuid:vehicle_id>/liens/<uuid:lien_id>")
@guarded("lien.release")
def let_go(vehicle_id: UUID, lien_id: UUID) -> Page:
    """Record that a lender let go."""
    form = request.form
    words = {name: form.get(name, "")[:120] for name in ("way", "by", "number")}
    try:
        with noted("lien.released", vehicle_id, settling), settling() as session:
            title = release_lien(session, lien_id, LienRelease(on=typed_day(form, "on"), **words))
            number = title.number if title else ""
            session.commit()
    except (InvalidInput, Refused) as wrong:
        return _page(vehicle_id, wrong, lien_id), wrong.status
    said = _("The release is recorded. Title %(number)s goes to the owner on paper.", number=number)
    flash(said if number else _("The release is recorded. Another claim still stands."), "good")
    return go(url_for("vehicles.liens_page", vehicle_id=vehicle_id))


def _page(vehicle_id: UUID, wrong: CaseworkError | None = None, at: UUID | None = None) -> str:
    with settling() as session:
        vehicle = vehicle_by_id(session, vehicle_id)
        name = f"{vehicle.year} {vehicle.make} {vehicle.model}"
        rows = liens_at_desk(session, vehicle_id)
        session.commit()
    return render_template(
        "registers/liens.html", vehicle_id=vehicle_id, name=name, rows=rows, ways=WAYS, at=at, **_told(wrong)
    )


@lenders.get("/")
@guarded("elt.manage")
def page() -> str:
    """The list of participants, and the form for one more."""
    return _list()


@lenders.post("/")
@guarded("elt.manage")
def add() -> Page:
    """Put one on the list."""
    given = {name: request.form.get(name, "")[:200] for name in ("code", "name", "address")}
    try:
        with noted("elt.added", None, settling), settling() as session:
            add_participant(session, NewParticipant(**given))
            session.commit()
    except (InvalidInput, Refused) as wrong:
        return _list(wrong), wrong.status
    flash(_("The lender is on the list from today."), "good")
    return go(url_for("lenders.page"))


@lenders.post("/<uuid:participant>/end")
@guarded("elt.manage")
def end(participant: UUID) -> Page:
    """Take one off the list."""
    try:
        with noted("elt.ended", participant, settling), settling() as session:
            end_participant(session, participant)
            session.commit()
    except Refused as why:
        flash(refusal_text(why), "warn")
        return go(url_for("lenders.page"))
    flash(_("The lender is off the list from today. Titles it holds stay with it."), "good")
    return go(url_for("lenders.page"))


def _list(wrong: CaseworkError | None = None) -> str:
    with settling() as session:
        rows = participants(session)
        session.commit()
    return render_template("registers/lenders.html", rows=rows, **_told(wrong))


def _told(wrong: CaseworkError | None) -> dict[str, object]:
    return {
        "errors": told(wrong) if isinstance(wrong, InvalidInput) else {},
        "refusal": refusal_text(wrong) if isinstance(wrong, Refused) else None,
        "typed": request.form,
    }
