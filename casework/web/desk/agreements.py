"""Agreements about service: who holds which, one more, and the end of one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from casework.base.errors import InvalidInput, NotFound, Refused
from casework.models import Person
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.agreements.list_agreements import ON_A_PAGE, AgreementRow, list_agreements
from casework.services.agreements.make_agreement import NewAgreement, end_agreement, make_agreement
from casework.services.deadlines.set_level import levels_of
from casework.services.people.search_people import PeoplePage, search_people
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.days import day_in_boxes, typed_day
from casework.web.desk.opening import triage, uuid_or_none
from casework.web.formats import today
from casework.web.frame import RECORDS, desk_door
from casework.web.go import go
from casework.web.words import refusal_text, told

agreements = Blueprint("agreements", __name__)
desk_door(RECORDS, _l("Agreements"), "agreements.page", "agreement.read", order=60)
LONGEST = 200


@agreements.get("/agreements/")
@guarded("agreement.read")
def page() -> str:
    """The list, and a box to find who the next one is with."""
    text = request.args.get("q", "")[:LONGEST].strip()
    with triage() as session:
        rows = list_agreements(session, before=_before(request.args.get("before", "")))
        makes = allowed("agreement.make", session.viewer)
        found = search_people(session, text) if text and makes else PeoplePage((), None)
        session.commit()
    shown = rows[:ON_A_PAGE]
    last = shown[-1] if len(rows) > ON_A_PAGE else None
    return render_template(
        "desk/agreements.html",
        rows=[(row, _standing(row)) for row in shown],
        after=url_for("agreements.page", before=f"{last.since}_{last.id}") if last else None,
        first=url_for("agreements.page") if request.args.get("before") else None,
        makes=makes,
        text=text,
        found=found.people,
        columns=[
            Column(said)
            for said in (
                _("Agreement"),
                _("With"),
                _("Promised"),
                _("From – until"),
                _("Where it is written"),
            )
        ],
    )


@agreements.get("/agreements/new/<uuid:person_id>")
@guarded("agreement.make")
def new(person_id: UUID) -> str:
    """What is agreed with this person?"""
    return _form(person_id, {})


@agreements.post("/agreements/new/<uuid:person_id>")
@guarded("agreement.make")
def make(person_id: UUID) -> Page:
    """Agree it."""
    form = request.form
    try:
        with triage() as session:
            typed = {name: form.get(name, "") for name in ("level", "first_hours", "done_hours", "source")}
            row = make_agreement(
                session,
                NewAgreement(
                    person_id, since=typed_day(form, "since"), until=day_in_boxes(form, "until"), **typed
                ),
            )
            number = row.number
            session.commit()
    except InvalidInput as wrong:
        return _form(person_id, told(wrong)), wrong.status
    flash(_("Agreed as %(number)s. Open cases that it holds for are counted anew.", number=number), "good")
    return go(url_for("agreements.page"))


@agreements.post("/agreements/<uuid:agreement_id>/end")
@guarded("agreement.make")
def end(agreement_id: UUID) -> Page:
    """It holds for no new case from today on."""
    try:
        with triage() as session:
            end_agreement(session, agreement_id)
            session.commit()
    except Refused as why:
        flash(refusal_text(why), "warn")
        return go(url_for("agreements.page"))
    flash(_("Ended. Cases that began under it keep what was promised."), "good")
    return go(url_for("agreements.page"))


def _form(person_id: UUID, errors: dict[str, str]) -> str:
    with triage() as session:
        named = session.execute(select(Person.id, Person.name).where(Person.id == person_id)).one_or_none()
        if named is None:
            raise NotFound
        levels = levels_of(session)
        session.commit()
    return render_template(
        "desk/agreement_new.html",
        person_id=person_id,
        name=named.name,
        levels=levels,
        typed=request.form,
        errors=errors,
    )


def _standing(row: AgreementRow) -> tuple[str, str, str]:
    """How an agreement stands today: word, tone, shape."""
    if row.until is not None and row.until <= today():
        return _("Over"), "idle", "square"
    if row.since > today():
        return _("Not yet"), "info", "ring"
    return _("Holds"), "good", "check"


def _before(text: str) -> tuple[date, UUID] | None:
    """Where a page of the list starts, as its address says."""
    day, _cut, told_id = text[:60].partition("_")
    one = uuid_or_none(told_id)
    try:
        return (date.fromisoformat(day), one) if one else None
    except ValueError:
        return None
