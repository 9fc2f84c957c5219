"""Donors of a list with the ways on which they may be asked for a gift, a piece at a time: for appeals.

Who said no to a way is not given with it. Who is named to few is not among them at all: a file travels.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from casework.base.money import Money
from casework.base.values import Value
from casework.domain.donor_rules import Rule
from casework.models import ContactPoint, Person, PostalAddress
from casework.services.donors.find_donors import find_donors
from casework.services.withheld import require_open
from casework.store.columns import one_of
from casework.store.session import ViewerSession

AT_ONCE = 200


class Reached(Value):
    """A donor with what an appeal may use; None where they said no, or nothing is on record."""

    name: str
    language: str
    email: str | None
    address: str | None
    lifetime: Money


def reach_piece(session: ViewerSession, rule: Rule, after: str | None) -> tuple[list[Reached], str | None]:
    """The next piece, and the cursor of the one after it."""
    require_open(session, "donor.name", "person.contacts", "person.addresses")
    found = find_donors(session, rule, after=after, size=AT_ONCE)
    ids = [one.id for one in found.donors]
    emails, addresses, spoken = _emails(session, ids), _addresses(session, ids), _languages(session, ids)
    told = [
        Reached(one.name, spoken[one.id], emails.get(one.id), addresses.get(one.id), one.lifetime)
        for one in found.donors
        if one.id in spoken
    ]
    return told, found.after


def _languages(session: ViewerSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The languages of those who are named to everybody."""
    chosen = select(Person.id, Person.language).where(one_of(Person.id, ids), Person.anonymous.is_(False))
    return {row.id: row.language for row in session.execute(chosen)}


def _emails(session: ViewerSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    chosen = select(ContactPoint.id, ContactPoint.person_id, ContactPoint.value).where(
        one_of(ContactPoint.person_id, ids),
        *(ContactPoint.kind == "email", ContactPoint.until.is_(None), ContactPoint.hidden.is_(False)),
        ~func.no_mail_to(ContactPoint.person_id, "email", "appeal"),
    )
    rows = session.execute(chosen.order_by(ContactPoint.preferred, ContactPoint.since))
    return {row.person_id: row.value for row in rows}


def _addresses(session: ViewerSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    chosen = select(PostalAddress.id, PostalAddress.person_id, PostalAddress.lines).where(
        one_of(PostalAddress.person_id, ids),
        *(PostalAddress.until.is_(None), PostalAddress.hidden.is_(False)),
        ~func.no_mail_to(PostalAddress.person_id, "post", "appeal"),
    )
    return {row.person_id: row.lines for row in session.execute(chosen.order_by(PostalAddress.since))}
