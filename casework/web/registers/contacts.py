"""The ways to reach a person, edited at the desk: added, corrected, ended, one of each kind preferred."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import CaseworkError, InvalidInput, PurposeRequired, Refused
from casework.policy.guard import guarded
from casework.services.people.edit_contacts import (
    correct_contact,
    end_contact,
    enter_contact,
    prefer_contact,
)
from casework.services.people.read_person import read_person
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.go import go
from casework.web.registers.match import people
from casework.web.registers.people import party_of
from casework.web.registers.reading import Why, asks_purpose, reading
from casework.web.words import refusal_of, told

__all__ = ["people"]

LONGEST = 254


@people.get("/people/<uuid:person_id>/contacts")
@guarded("person.edit")
@asks_purpose
def contacts_page(person_id: UUID) -> Page:
    """What holds now, each to be corrected, ended or preferred, and a form for one more."""
    return _drawn(person_id)


@people.post("/people/<uuid:person_id>/contacts")
@guarded("person.edit")
def add(person_id: UUID) -> Page:
    """One more phone or e-mail."""

    def enter(session: ViewerSession) -> None:
        enter_contact(session, person_id, request.form.get("kind", ""), _value(), since=_since())

    return _changed(person_id, enter, _("The contact is on record."))


@people.post("/people/<uuid:person_id>/contacts/<uuid:contact_id>/correct")
@guarded("person.edit")
def correct(person_id: UUID, contact_id: UUID) -> Page:
    """It was typed wrong: the right value takes its place and its days."""
    return _changed(
        person_id,
        lambda session: correct_contact(session, person_id, contact_id, _value()),
        _("Corrected. What stood there before is kept, struck."),
        at=contact_id,
    )


@people.post("/people/<uuid:person_id>/contacts/<uuid:contact_id>/end")
@guarded("person.edit")
def end(person_id: UUID, contact_id: UUID) -> Page:
    """It holds no longer."""
    return _changed(
        person_id, lambda session: end_contact(session, person_id, contact_id), _("Ended as of today.")
    )


@people.post("/people/<uuid:person_id>/contacts/<uuid:contact_id>/prefer")
@guarded("person.edit")
def prefer(person_id: UUID, contact_id: UUID) -> Page:
    """The one to try first."""
    return _changed(
        person_id,
        lambda session: prefer_contact(session, person_id, contact_id),
        _("We try this one first from now on."),
    )


def _changed(
    person_id: UUID, deed: Callable[[ViewerSession], object], said: str, *, at: UUID | None = None
) -> Page:
    """Do it and say so; or the page again, with what is wrong (`at` that contact)."""
    try:
        with writing(person_id) as (session, why):
            deed(session)
            session.commit()
    except (InvalidInput, Refused) as wrong:
        return _drawn(person_id, wrong, at=at), wrong.status
    return _done(person_id, why, said)


@contextmanager
def writing(person_id: UUID) -> Iterator[tuple[ViewerSession, Why]]:
    """A session for the case the person has a part in, or the declared purpose, that may write contacts."""
    with reading(party_of(person_id), needs="contact") as (session, why):
        if not session.viewer.access.may_write("contact"):
            raise PurposeRequired
        yield session, why


def _drawn(person_id: UUID, wrong: CaseworkError | None = None, at: UUID | None = None) -> str:
    with writing(person_id) as (session, why):
        view = read_person(session, person_id)
        session.commit()
    errors = told(wrong) if isinstance(wrong, InvalidInput) else {}
    return render_template(
        "registers/contacts.html",
        view=view,
        why=why,
        held=[one for one in view.contacts if one.until is None],
        errors=errors,
        at=at,
        refusal=refusal_of(wrong),
        typed=request.form,
    )


def _done(person_id: UUID, why: Why, said: str) -> Page:
    flash(said, "good")
    return go(url_for("people.contacts_page", person_id=person_id, case=why.case))


def _value() -> str:
    value = request.form.get("value", "").strip()
    if not value or len(value) > LONGEST:
        raise InvalidInput({"value": _("Enter the phone number or the e-mail")})
    return value


def _since() -> date | None:
    parts = [request.form.get(f"since-{part}", "")[:8].strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        return date(*(int(part) for part in parts))
    except (ValueError, OverflowError):
        raise InvalidInput({"since": _("Enter a day that exists, with its year")}) from None
