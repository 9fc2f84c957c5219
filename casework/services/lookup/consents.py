"""Consents: what somebody agreed to, recorded from a paper or an electronic signature, and withdrawn at any time."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.ids import new_id
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.domain.consent import ENDED, HOLDS, LATER, WITHDRAWN, consent_standing
from casework.models import Consent, Person
from casework.models.lookup import FORMS
from casework.services.numbers import next_number
from casework.services.office import Office, office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST = 200
_CLOSED: dict[str, tuple[str, Sayable]] = {
    WITHDRAWN: (
        "CONSENT_WITHDRAWN",
        phrase("This consent was withdrawn. Refuse the request, or ask the person for a new one"),
    ),
    ENDED: (
        "CONSENT_ENDED",
        phrase("This consent has ended. Refuse the request, or ask the person for a new one"),
    ),
    LATER: ("CONSENT_NOT_YET", phrase("This consent begins on a later day. Compare the day on its paper")),
}


class NoConsent(Refused):
    """The consent that was named opens nothing today; `code` says why."""

    status = 403


class NewConsent(Value):
    """A consent as its paper says it."""

    person_id: UUID
    uses: tuple[str, ...]
    given_to: str
    form: str
    signed_on: date | None
    until: date | None = None
    restricted: bool = False


def uses_with_consent(office: Office) -> list[str]:
    """The uses of this kind of office that open nobody's record without consent."""
    return [code for code, purpose in office.kind.purposes.items() if purpose.consent]


def record_consent(session: ViewerSession, new: NewConsent) -> Consent:
    """The consent with its number. Raises InvalidInput by field; NotFound for somebody who is not there."""
    if session.scalar(select(Person.id).where(Person.id == new.person_id)) is None:
        raise NotFound
    errors = _wrong(session, new)
    if errors:
        raise InvalidInput(errors)
    assert new.signed_on is not None
    day = today(office_of(session).tenant.timezone)
    row = Consent(
        id=new_id(),
        person_id=new.person_id,
        number=f"C-{day.year}-{next_number(session, 'consent', day.year):06d}",
        uses=list(new.uses),
        restricted=new.restricted,
        form=new.form,
        given_to=new.given_to.strip(),
        signed_on=new.signed_on,
        until=new.until,
        recorded_by=session.viewer.actor,
    )
    session.add(row)
    session.flush()
    ledger_chain.record(
        session,
        "consent.recorded",
        subjects=[new.person_id, row.id],
        detail={"consent": row.number, "uses": ",".join(new.uses)},
    )
    return row


def withdraw_consent(session: ViewerSession, person_id: UUID, consent_id: UUID) -> None:
    """From today on it opens nothing. Refused WITHDRAWN_BEFORE, CONSENT_ENDED."""
    chosen = select(Consent).where(Consent.id == consent_id, Consent.person_id == person_id).with_for_update()
    row = session.scalar(chosen)
    if row is None:
        raise NotFound
    if row.withdrawn_on is not None:
        raise Refused("WITHDRAWN_BEFORE", phrase("This consent was withdrawn already. Reload the page"))
    day = today(office_of(session).tenant.timezone)
    if row.until is not None and row.until < day:
        raise Refused(
            "CONSENT_ENDED",
            phrase("This consent has ended by itself already. Record a new one if the person agrees again"),
        )
    row.withdrawn_on = day
    row.withdrawn_by = session.viewer.actor
    ledger_chain.record(
        session, "consent.withdrawn", subjects=[row.person_id, row.id], detail={"consent": row.number}
    )


def consents_of(session: ViewerSession, person_id: UUID) -> list[Consent]:
    """Everything this person agreed to, newest first."""
    chosen = select(Consent).where(Consent.person_id == person_id)
    return list(session.scalars(chosen.order_by(Consent.signed_on.desc(), Consent.id.desc())))


class ConsentLine(Value):
    """A consent in brief: to what, from when, until when, and how it stands today."""

    number: str
    uses: tuple[str, ...]
    signed_on: date
    until: date | None
    withdrawn_on: date | None
    stands: str


def consents_in_brief(session: ViewerSession, person_id: UUID) -> list[ConsentLine]:
    """What this person agreed to, newest first: what holds, and what has ended."""
    chosen = select(Consent.id, *_OPEN).where(Consent.person_id == person_id)
    rows = session.execute(chosen.order_by(Consent.signed_on.desc(), Consent.id.desc()))
    day = today(office_of(session).tenant.timezone)
    return [_line(row, day) for row in rows]


def require_consent(session: ViewerSession, number: str) -> None:
    """Make sure that a consent of this number holds today for the use that this session is for. Raises NoConsent:
    CONSENT_UNKNOWN, CONSENT_OTHER_USE, CONSENT_WITHDRAWN, CONSENT_ENDED, CONSENT_NOT_YET."""
    chosen = select(Consent.id, *_OPEN).where(Consent.number == str(number).strip().upper())
    row = session.execute(chosen).one_or_none()
    if row is None:
        said = phrase("No consent of this number is on record. Compare it with the paper")
        raise NoConsent("CONSENT_UNKNOWN", said)
    line = _line(row, today(office_of(session).tenant.timezone))
    if session.viewer.purpose not in line.uses:
        said = phrase("This consent is for another use. Choose the use that its paper names")
        raise NoConsent("CONSENT_OTHER_USE", said)
    if line.stands != HOLDS:
        raise NoConsent(*_CLOSED[line.stands])


_OPEN = (Consent.number, Consent.uses, Consent.signed_on, Consent.until, Consent.withdrawn_on)


def _line(row: Any, day: date) -> ConsentLine:
    ends = {"until": row.until, "withdrawn_on": row.withdrawn_on}
    stands = consent_standing(day, signed_on=row.signed_on, **ends)
    return ConsentLine(row.number, tuple(row.uses), row.signed_on, stands=stands, **ends)


def _wrong(session: ViewerSession, new: NewConsent) -> dict[str, Sayable]:
    office, wrong = office_of(session), dict[str, Sayable]()
    day = today(office.tenant.timezone)
    if not new.uses or set(new.uses) - set(uses_with_consent(office)):
        wrong["uses"] = phrase("Choose what the person agreed to")
    if not 2 <= len(new.given_to.strip()) <= LONGEST:
        wrong["given_to"] = phrase("Say to whom, as the paper says it, in 200 characters at most")
    if new.form not in FORMS:
        wrong["form"] = phrase("Choose how it was signed")
    if new.signed_on is None or new.signed_on > day:
        wrong["signed"] = phrase("Enter the day it was signed, not in the future")
    elif new.until is not None and new.until < new.signed_on:
        wrong["until"] = phrase("It ends before it begins. Leave it empty if it has no end")
    return wrong
