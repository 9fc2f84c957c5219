"""What somebody agreed to: recorded, and withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.domain.consent import consent_standing
from casework.models import Consent, Person
from casework.policy.guard import guarded
from casework.policy.why import CONSENTS
from casework.services.cases.colleagues import read_colleagues
from casework.services.documents.keep_file import Sent
from casework.services.lookup.consents import (
    NewConsent,
    consents_of,
    record_consent,
    uses_with_consent,
    withdraw_consent,
)
from casework.services.lookup.proofs import keep_proof
from casework.services.staff.present import current_staff
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.days import day_in_boxes, typed_day
from casework.web.desk.opening import this_office
from casework.web.go import go
from casework.web.lookup.lookup_words import FORMS
from casework.web.registers.reading import only_for
from casework.web.words import pack_text, refusal_text, told

consents = Blueprint("consents", __name__)


@contextmanager
def keeping() -> Iterator[ViewerSession]:
    """A session for recording consents; NotFound where nothing is given by consent."""
    only_for("plates")
    office = this_office()
    with office.open(office.member(current_staff(), CONSENTS)) as session:
        yield session


@consents.get("/<uuid:person_id>")
@guarded("consent.record")
def page(person_id: UUID) -> str:
    """What this person agreed to, and the form for one more."""
    return _page(person_id, {})


@consents.post("/<uuid:person_id>")
@guarded("consent.record")
def record(person_id: UUID) -> Page:
    """Record one from its paper."""
    form = request.form
    try:
        with keeping() as session:
            row = record_consent(
                session,
                NewConsent(
                    person_id=person_id,
                    uses=tuple(form.getlist("uses")),
                    given_to=form.get("given_to", ""),
                    form=form.get("form", ""),
                    signed_on=typed_day(form, "signed"),
                    until=day_in_boxes(form, "until"),
                    restricted=form.get("restricted") == "yes",
                ),
            )
            for sent in request.files.getlist("file"):
                if sent.filename:
                    keep_proof(session, Sent(sent.filename, sent.stream), consent=row.id)
            number = row.number
            session.commit()
    except InvalidInput as wrong:
        return _page(person_id, told(wrong)), wrong.status
    flash(_("Recorded as %(number)s.", number=number), "good")
    return go(url_for("consents.page", person_id=person_id))


@consents.post("/<uuid:person_id>/<uuid:consent>/withdraw")
@guarded("consent.record")
def withdraw(person_id: UUID, consent: UUID) -> Page:
    """From today on it opens nothing."""
    try:
        with keeping() as session:
            withdraw_consent(session, person_id, consent)
            session.commit()
    except Refused as why:
        flash(refusal_text(why), "warn")
        return go(url_for("consents.page", person_id=person_id))
    flash(_("Withdrawn from today on."), "good")
    return go(url_for("consents.page", person_id=person_id))


def _page(person_id: UUID, errors: dict[str, str]) -> str:
    with keeping() as session:
        named = session.execute(select(Person.id, Person.name).where(Person.id == person_id)).one_or_none()
        if named is None:
            raise NotFound
        rows = consents_of(session, person_id)
        colleagues = read_colleagues(session, [one.recorded_by for one in rows])
        session.commit()
    office = this_office()
    day = today(office.tenant.timezone)
    uses = {code: pack_text(office.purpose(code).label) for code in uses_with_consent(office)}
    return render_template(
        "lookup/consents.html",
        person_id=person_id,
        name=named.name,
        rows=rows,
        stands={one.id: _stands(one, day) for one in rows},
        names={one.recorded_by: colleagues.name(one.recorded_by) for one in rows},
        uses=uses,
        options=[{"value": code, "label": label} for code, label in uses.items()],
        forms=FORMS,
        errors=errors,
        typed=request.form,
    )


def _stands(one: Consent, day: date) -> str:
    return consent_standing(day, signed_on=one.signed_on, until=one.until, withdrawn_on=one.withdrawn_on)
