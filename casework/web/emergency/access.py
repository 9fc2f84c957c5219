"""Ask for emergency access, read the one record, end it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput, NotFound, Refused
from casework.policy.guard import guarded
from casework.services.cases.disclose_case import CaseView
from casework.services.emergency.end_emergency import end_emergency, find_own
from casework.services.emergency.glass import Glass, own_accesses
from casework.services.emergency.open_emergency import Asked, open_emergency
from casework.services.emergency.read_emergency import read_opened
from casework.services.emergency.viewers import asker, emergency_of, needs_of, reader
from casework.services.people.person_view import PersonView
from casework.services.staff.present import current_staff
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.fact_rows import case_parts
from casework.web.desk.held import Held, class_words, reason_text
from casework.web.desk.opening import this_office, uuid_or_none
from casework.web.emergency.kept import drop, keep
from casework.web.frame import WORK, desk_door
from casework.web.go import go
from casework.web.words import pack_text, speak, told

emergency = Blueprint("emergency", __name__)
desk_door(WORK, _l("Emergency access"), "emergency.page", "emergency.open", order=95)

LONGEST = 2100


@emergency.get("/")
@guarded("emergency.open")
def page() -> str:
    """The member's own accesses and what the privacy officers found."""
    office, me = this_office(), current_staff()
    with office.open(asker(office, me)) as session:
        rows = own_accesses(session)
    return render_template(
        "emergency/mine.html",
        rows=rows,
        columns=[Column(said) for said in (_("Opened"), _("Record"), _("What for"), _("Review"))],
        categories=_categories(),
    )


@emergency.get("/new")
@guarded("emergency.open", fresh=True)
def new() -> str:
    """Which record, which kind of emergency, the least that is enough, and why."""
    return _form(_asked(request.args), {})


@emergency.post("/new")
@guarded("emergency.open", fresh=True)
def break_it() -> Page:
    """Write it down, tell the officers, and only then show anything."""
    office, me, asked = this_office(), current_staff(), _asked(request.form)
    with office.open(asker(office, me, asked.need)) as session:
        try:
            access = open_emergency(session, asked)
        except InvalidInput as wrong:
            return _form(asked, told(wrong)), wrong.status
        except Refused as refused:
            return _form(asked, {}, refusal=speak(refused.said)), refused.status
        except NotFound:
            session.commit()  # that somebody asked stands in the ledger, found or not
            said = _("There is no such record here. That you asked is on the ledger.")
            return _form(asked, {}, refusal=said), NotFound.status
        glass = find_own(session, access)
        session.commit()
    keep(glass)
    return go(url_for("emergency.opened", access_id=glass.id))


@emergency.get("/<uuid:access_id>")
@guarded("emergency.open")
def opened(access_id: UUID) -> Page:
    """The one record, as long as the access lasts. Every look is on the ledger."""
    glass = _own(access_id)
    if not glass.active:
        drop()
        return render_template("emergency/over.html", glass=glass, categories=_categories())
    office = this_office()
    with office.open(reader(office, current_staff(), glass)) as session:
        view = read_opened(session, glass)
        session.commit()
    keep(glass)
    if isinstance(view, PersonView):
        return render_template("emergency/person.html", view=view, reasons=_reasons(view), **_told(glass))
    return render_template("emergency/case.html", view=view, **_case(view), **_told(glass))


@emergency.post("/<uuid:access_id>/end")
@guarded("emergency.open")
def end(access_id: UUID) -> Page:
    """Close it before its hour is over."""
    office, me = this_office(), current_staff()
    with office.open(asker(office, me)) as session:
        end_emergency(session, access_id)
        session.commit()
    drop()
    flash(_("Emergency access is ended. The privacy officer reviews it."), "good")
    return go(url_for("emergency.page"))


def _own(access_id: UUID) -> Glass:
    office, me = this_office(), current_staff()
    with office.open(asker(office, me)) as session:
        return find_own(session, access_id)


def _asked(given: Any) -> Asked:
    return Asked(
        number=given.get("number", given.get("case", ""))[:64].strip(),
        person_id=uuid_or_none(given.get("person", "")),
        category=given.get("category", "")[:64],
        need=given.get("need", "")[:64],
        reason=given.get("reason", "")[:LONGEST],
    )


def _form(asked: Asked, errors: dict[str, str], refusal: str | None = None) -> str:
    office, me = this_office(), current_staff()
    asker(office, me)  # PurposeRequired for duties that have no emergency access here
    emergency_ = emergency_of(office)
    needs = needs_of(office, office.kind.duties_of(me.titles))
    fit = [need for need in needs if not (asked.person_id and need.sealed_cases)]
    return render_template(
        "emergency/new.html",
        asked=asked,
        errors=errors,
        refusal=refusal,
        minutes=emergency_.minutes,
        categories=[{"value": name, "label": said} for name, said in _categories().items()],
        needs=[{"value": need.name, "label": pack_text(need.label)} for need in fit],
    )


def _categories() -> dict[str, str]:
    return {name: pack_text(label) for name, label in emergency_of(this_office()).categories.items()}


def _told(glass: Glass) -> dict[str, Any]:
    return {"glass": glass, "category": _categories().get(glass.category, glass.category)}


def _case(view: CaseView) -> dict[str, Any]:
    return {
        "parts": case_parts(view, explained=False),
        "state": view.workflow.state(view.state),
        "title": pack_text(view.workflow.title),
        "labels": {party.role: pack_text(party.label) for party in view.workflow.parties},
    }


def _reasons(view: PersonView) -> dict[str, Held]:
    """What stays closed in an emergency too; nothing leads on from here."""
    return {name: Held(reason_text(why), class_words(why), "") for name, why in view.withheld.items()}
