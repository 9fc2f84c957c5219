"""What becomes of a plate, told at the counter: given back, lost, stolen, kept, found, recalled, retired."""

from __future__ import annotations

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import CaseworkError, InvalidInput, NotFound, Refused
from casework.models import Member
from casework.policy.guard import guarded
from casework.policy.rulebook import require
from casework.services.papers.read_papers import read_letter_of_mark
from casework.services.vehicles.read_plate import read_plate
from casework.services.vehicles.report_plate import Report, replace_piece, report_plate
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.days import day_in_boxes
from casework.web.go import go
from casework.web.papers.issued import as_pdf
from casework.web.registers.counter import latest_life, noted, office_zone, refused, typed, writing
from casework.web.registers.plate_acts import plates
from casework.web.registers.possible_acts import ACTS, Act
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import refusal_text

__all__ = ["plates"]


@plates.get("/<uuid:mark_id>/acts/<string(maxlength=12):event>")
@guarded("plate.report")
@asks_purpose
def act_page(mark_id: UUID, event: str) -> Page:
    """The questions that go with an event."""
    return _act_page(mark_id, event)


@plates.post("/<uuid:mark_id>/acts/<string(maxlength=12):event>")
@guarded("plate.report")
def act(mark_id: UUID, event: str) -> Page:
    """Enter the event."""
    wanted = _act(event)
    try:
        on = day_in_boxes(request.form, "on") or today(office_zone())
        with noted(f"plate.{event}", mark_id), writing() as (session, _why):
            require(wanted.permission, session.viewer)
            life = latest_life(read_plate(session, mark_id))
            report = Report(
                event,  # type: ignore[arg-type]  # one of ACTS, said above
                on,
                number=typed("number"),
                reason=typed("reason"),
                witness=_member(session, typed("witness")) if "witness" in wanted.asks else None,
                place=typed("place") if typed("place") in ("front", "rear") else "",
            )
            made = report_plate(session, life.issue_id, report)
            number = made.number
            session.commit()
    except (InvalidInput, Refused) as wrong:
        return _act_page(mark_id, event, wrong), wrong.status
    said = str(wanted.done)
    if event == "surrendered" and number:
        said = f"{said} {_('Receipt %(number)s', number=number)}."
    flash(said, "good")
    return go(url_for("plates.page", mark_id=mark_id))


@plates.post("/<uuid:mark_id>/pieces/<string(maxlength=5):place>")
@guarded("plate.report")
def replace(mark_id: UUID, place: str) -> Page:
    """A copy of a lost piece, while the other one is there."""
    if place not in ("front", "rear"):
        raise NotFound
    try:
        with noted("plate.piece_replaced", mark_id), writing() as (session, _why):
            replace_piece(session, latest_life(read_plate(session, mark_id)).issue_id, place)
            session.commit()
    except Refused as wrong:
        flash(refusal_text(wrong), "bad")
        return go(url_for("plates.page", mark_id=mark_id))
    flash(_("A copy of the piece is ordered."), "good")
    return go(url_for("plates.page", mark_id=mark_id))


@plates.get("/<uuid:mark_id>/letters/<uuid:paper>")
@guarded("paper.read")
@asks_purpose
def letter(mark_id: UUID, paper: UUID) -> Page:
    """The letter about what became of the plate, as it was issued: it names the holder."""
    only_for("plates")
    with declared_session(needs="location") as (session, _why):
        found = read_letter_of_mark(session, mark_id, paper)
        session.commit()
    return as_pdf(found)


def _act(event: str) -> Act:
    for name, one in ACTS.items():
        if name == event:
            return one
    raise NotFound


def _act_page(mark_id: UUID, event: str, wrong: CaseworkError | None = None) -> str:
    wanted = _act(event)
    with writing() as (session, why):
        require(wanted.permission, session.viewer)
        view = read_plate(session, mark_id)
        members = _members(session) if "witness" in wanted.asks else []
        session.commit()
    return render_template(
        "registers/plate_act.html",
        why=why,
        mark_id=mark_id,
        display=view.display or _("Plate"),
        event=event,
        label=str(wanted.label),
        asks=wanted.asks,
        members=members,
        **refused(wrong),
    )


def _members(session: ViewerSession) -> list[tuple[str, str]]:
    """Who may have counted along: everybody else who works here."""
    rows = session.execute(
        select(Member.id, Member.name)
        .where(Member.active.is_(True), Member.id != session.viewer.actor)
        .order_by(Member.name)
        .limit(200)
    )
    return [(str(row.id), row.name) for row in rows]


def _member(session: ViewerSession, typed_id: str) -> UUID | None:
    return next((UUID(one) for one, _name in _members(session) if one == typed_id), None)
