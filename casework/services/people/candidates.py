"""Persons who share one key with a party of a case: found by index, to be scored afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select

from casework.base.values import Value
from casework.base.words import search_key, tokens
from casework.domain.email import email_key
from casework.domain.matching import Traits
from casework.models import CaseParty, ContactPoint, Person, PersonWord, PostalAddress
from casework.store.session import ViewerSession

MOST_CANDIDATES = 60
THE_NUMBER = {"number": "the same"}


class Known(Value):
    """What is on record of a person, for comparing: values as written, beside their keys."""

    name: str
    birth_date: date | None
    emails: tuple[str, ...]
    phones: tuple[tuple[str, str], ...]
    addresses: tuple[tuple[str, str], ...]

    def traits(self, *, has_number: bool) -> Traits:
        """The keys to be compared. `has_number`: this person holds the number that is looked for."""
        return Traits(
            name=search_key(self.name),
            birth_date=self.birth_date,
            emails=frozenset(email_key(value) for value in self.emails),
            phones=frozenset(key for _, key in self.phones),
            addresses=frozenset(key for _, key in self.addresses),
            identifiers=THE_NUMBER if has_number else {},
        )


def candidates(session: ViewerSession, party: CaseParty) -> set[UUID]:
    """Persons who share one key with the party: found by index, scored afterwards."""
    access = session.viewer.access
    found: set[UUID] = set()
    contacts = [email_key(party.email)] if party.email else []
    contacts += [party.phone_key] if party.phone_key else []
    if contacts:
        found |= _ids(session, ContactPoint.value_key.in_(contacts), of=ContactPoint)
    if access.may_read("location") and party.address_key:
        found |= _ids(session, PostalAddress.lines_key == party.address_key, of=PostalAddress)
    words = sorted(tokens(party.name or ""), key=len, reverse=True)[:2]
    if len(words) == 2:
        second = select(PersonWord.person_id).where(PersonWord.token == words[1])
        found |= _ids(
            session, (PersonWord.token == words[0]) & PersonWord.person_id.in_(second), of=PersonWord
        )
    return found


def _ids(
    session: ViewerSession, where: ColumnElement[bool], *, of: type[ContactPoint | PostalAddress | PersonWord]
) -> set[UUID]:
    return set(session.scalars(select(of.person_id).where(where).limit(MOST_CANDIDATES)))


def known_of(session: ViewerSession, ids: Iterable[UUID]) -> dict[UUID, Known]:
    wanted = sorted(ids)[: 2 * MOST_CANDIDATES]
    if not wanted:
        return {}
    access = session.viewer.access
    columns = [Person.id, Person.name] + ([Person.birth_date] if access.may_read("identity") else [])
    people = session.execute(select(*columns).where(Person.id.in_(wanted))).all()
    points: dict[tuple[UUID, str], list[tuple[str, str]]] = defaultdict(list)
    for point in session.scalars(select(ContactPoint).where(_holds(ContactPoint, wanted))):
        points[point.person_id, point.kind].append((point.value, point.value_key))
    if access.may_read("location"):
        for address in session.scalars(select(PostalAddress).where(_holds(PostalAddress, wanted))):
            points[address.person_id, "address"].append((address.lines, address.lines_key))
    return {
        row.id: Known(
            row.name,
            getattr(row, "birth_date", None),
            tuple(value for value, _ in points[row.id, "email"]),
            tuple(points[row.id, "phone"]),
            tuple(points[row.id, "address"]),
        )
        for row in people
    }


def _holds(of: type[ContactPoint | PostalAddress], wanted: Sequence[UUID]) -> ColumnElement[bool]:
    return of.person_id.in_(wanted) & of.until.is_(None)
