"""What clerks do with the ways to reach a person: add, correct, end, prefer. Ended ones stay, dated."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from casework.base.clock import today
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.phrases import phrase
from casework.models import ContactPoint, Person
from casework.policy.rulebook import require
from casework.services.office import office_of
from casework.services.people.contact_points import add_contact, change_contact, contact_key
from casework.store import ledger_chain
from casework.store.session import ViewerSession

KINDS = ("phone", "email")


def enter_contact(
    session: ViewerSession, person_id: UUID, kind: str, value: str, *, since: date | None = None
) -> ContactPoint:
    """A further phone or e-mail, from `since` (today) on. InvalidInput under `kind`, `value` or `since`."""
    require("person.edit", session.viewer)
    if session.scalar(select(Person.id).where(Person.id == person_id)) is None:
        raise NotFound
    if kind not in KINDS:
        raise InvalidInput({"kind": phrase("Choose phone or e-mail")})
    if since is not None and since > _today(session):
        raise InvalidInput({"since": phrase("Enter a day that has been, or leave it empty for today")})
    _fits(session, kind, value)
    row = add_contact(session, person_id, kind, value, since=since)
    _record(session, "contact.added", row)
    return row


def correct_contact(session: ViewerSession, person_id: UUID, contact_id: UUID, value: str) -> ContactPoint:
    """The right value from the day on that the wrong one claimed; the wrong one is kept and held for no day."""
    row = _current(session, person_id, contact_id)
    _fits(session, row.kind, value)
    since, preferred = row.since, row.preferred
    row.until, row.preferred = since, False
    session.flush()
    fresh = add_contact(session, person_id, row.kind, value, since=since)
    fresh.preferred = fresh.preferred or preferred
    _record(session, "contact.corrected", row)
    return fresh


def end_contact(session: ViewerSession, person_id: UUID, contact_id: UUID) -> None:
    """From today on they are not reached there."""
    row = _current(session, person_id, contact_id)
    row.preferred = False
    change_contact(session, row.id, None)


def prefer_contact(session: ViewerSession, person_id: UUID, contact_id: UUID) -> None:
    """Of its kind the one to try first."""
    row = _current(session, person_id, contact_id)
    others = (
        ContactPoint.person_id == person_id,
        ContactPoint.kind == row.kind,
        ContactPoint.preferred.is_(True),
    )
    session.execute(update(ContactPoint).where(*others).values(preferred=False))
    row.preferred = True
    session.flush()
    _record(session, "contact.preferred", row)


def _current(session: ViewerSession, person_id: UUID, contact_id: UUID) -> ContactPoint:
    """The person's contact, locked. NotFound when it is not theirs; Refused CONTACT_ENDED when it holds no more."""
    require("person.edit", session.viewer)
    theirs = (ContactPoint.id == contact_id, ContactPoint.person_id == person_id)
    row = session.scalar(select(ContactPoint).where(*theirs).with_for_update())
    if row is None:
        raise NotFound
    if row.until is not None:
        raise Refused("CONTACT_ENDED", phrase("This contact has ended. Add it again if it holds after all."))
    return row


def _fits(session: ViewerSession, kind: str, value: str) -> None:
    """Tell what is wrong with the value at the box it was typed into."""
    try:
        contact_key(session, kind, value)
    except InvalidInput as wrong:
        raise InvalidInput({"value": next(iter(wrong.sayings.values()))}) from None


def _record(session: ViewerSession, act: str, row: ContactPoint) -> None:
    ledger_chain.record(session, act, subjects=[row.person_id], fields=[row.kind])


def _today(session: ViewerSession) -> date:
    return today(office_of(session).tenant.timezone)
