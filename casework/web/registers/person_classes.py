"""Of which classes of people somebody is, edited at the desk: each with its level of service, since when and why."""

from __future__ import annotations

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import CaseworkError, InvalidInput, Refused
from casework.policy.guard import guarded
from casework.services.people.person_classes import LONGEST, classes_of, end_class, say_class
from casework.services.people.read_person import read_person
from casework.web.auth import Page
from casework.web.days import typed_day
from casework.web.desk.opening import this_office
from casework.web.go import go
from casework.web.registers.contacts import people, writing
from casework.web.registers.people import class_lines
from casework.web.registers.reading import Why, asks_purpose
from casework.web.words import pack_text, refusal_of, told

__all__ = ["people"]


@people.get("/people/<uuid:person_id>/classes")
@guarded("person.edit")
@asks_purpose
def classes_page(person_id: UUID) -> Page:
    """What holds now, each to be ended, and a form for one more."""
    return _drawn(person_id)


@people.post("/people/<uuid:person_id>/classes")
@guarded("person.edit")
def say(person_id: UUID) -> Page:
    """One more, from a day on."""
    form = request.form
    try:
        with writing(person_id) as (session, why):
            code, reason = form.get("code", ""), form.get("reason", "")
            say_class(session, person_id, code, typed_day(form, "since"), reason)
            session.commit()
    except InvalidInput as wrong:
        return _drawn(person_id, wrong), wrong.status
    return _done(person_id, why, _("It is on record. Open cases of this person are counted anew."))


@people.post("/people/<uuid:person_id>/classes/<uuid:class_id>/end")
@guarded("person.edit")
def end_class_of(person_id: UUID, class_id: UUID) -> Page:
    """It holds no longer."""
    try:
        with writing(person_id) as (session, why):
            end_class(session, person_id, class_id)
            session.commit()
    except Refused as over:
        return _drawn(person_id, over), over.status
    return _done(person_id, why, _("Ended. Cases that began before keep what was promised."))


def _drawn(person_id: UUID, wrong: CaseworkError | None = None) -> str:
    with writing(person_id) as (session, why):
        view, held = read_person(session, person_id), classes_of(session, person_id)
        session.commit()
    return render_template(
        "registers/person_classes.html",
        view=view,
        why=why,
        held=class_lines(held),
        choices=[
            {
                "value": one.code,
                "label": pack_text(one.label),
                "hint": _("Level: %(level)s", level=pack_text(one.level)),
            }
            for one in this_office().kind.person_classes.values()
            if one.code not in {row.code for row in held}
        ],
        errors=told(wrong) if isinstance(wrong, InvalidInput) else {},
        refusal=refusal_of(wrong),
        typed=request.form,
        most=LONGEST,
    )


def _done(person_id: UUID, why: Why, said: str) -> Page:
    flash(said, "good")
    return go(url_for("people.page", person_id=person_id, case=why.case))
