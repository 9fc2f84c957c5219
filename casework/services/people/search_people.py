"""Find people by any word of their name, by e-mail or by phone, page by page in the order of names."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, or_, select

from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.base.words import search_key
from casework.domain.email import email_key
from casework.domain.phone import is_phone, phone_key
from casework.models import ContactPoint, Person
from casework.services.office import office_of
from casework.services.people.hidden_names import true_names
from casework.services.people.name_words import bears_words
from casework.services.withheld import require_open
from casework.store import ledger_chain
from casework.store.session import ViewerSession

ON_A_PAGE = 25
LONGEST = 200


class PersonFound(Value):
    """Somebody in a list."""

    id: UUID
    name: str
    kind: str
    language: str


class PeoplePage(Value):
    """One page; `after` leads to the next, None on the last."""

    people: tuple[PersonFound, ...]
    after: str | None


def search_people(
    session: ViewerSession, text: str, *, after: str | None = None, size: int = ON_A_PAGE
) -> PeoplePage:
    """The people whom `text` may mean, in the order of their names. A list of names is a disclosure. Raises
    FieldWithheld where names are withheld, since finding somebody by a name tells that they are here."""
    require_open(session, "person.name", "person.contacts")
    return _page(session, text, after, size, (Person.name_sort, Person.id))


def nearest_people(session: ViewerSession, text: str, size: int) -> tuple[PersonFound, ...]:
    """The same, without further pages: first those who bear just this name, who may come late among many."""
    require_open(session, "person.name", "person.contacts")
    just_this = case((Person.name_key == search_key(text[:LONGEST].strip()), 0), else_=1)
    return _page(session, text, None, size, (just_this, Person.name_sort, Person.id)).people


def _page(
    session: ViewerSession, text: str, after: str | None, size: int, order: Sequence[SQLColumnExpression[Any]]
) -> PeoplePage:
    wanted = _meant(text[:LONGEST].strip(), office_of(session).tenant.country)
    if not wanted:
        return PeoplePage((), None)
    chosen = select(
        Person.id, Person.name, Person.kind, Person.language, Person.name_sort, Person.merged_into
    ).where(*wanted)
    if after is not None:
        last, last_id = _read(after)
        later = and_(Person.name_sort == last, Person.id > last_id)
        chosen = chosen.where(or_(Person.name_sort > last, later))
    rows = session.execute(chosen.order_by(*order).limit(size + 1)).all()
    shown = rows[:size]
    ledger_chain.record(
        session,
        "person.searched",
        subjects=[row.id for row in shown],
        fields=["name"],
        detail={"found": len(shown)},
    )
    cursor = _cursor(shown[-1].name_sort, shown[-1].id) if len(rows) > size else None
    names = true_names(session, {row.id: row.name for row in shown})
    people = {
        row.merged_into or row.id: PersonFound(
            row.merged_into or row.id, names[row.id], row.kind, row.language
        )
        for row in sorted(shown, key=lambda row: row.merged_into is None)
    }
    once = dict.fromkeys(row.merged_into or row.id for row in shown)  # of two records of one, one line
    return PeoplePage(tuple(people[one] for one in once), cursor)


def _meant(text: str, country: str) -> list[ColumnElement[bool]]:
    if "@" in text:
        return [_has_contact(email_key(text))]
    if sum(c.isdigit() for c in text) >= 5 and is_phone(text, country):
        return [_has_contact(phone_key(text, country))]
    return bears_words(text)


def _has_contact(key: str) -> ColumnElement[bool]:
    same = ContactPoint.tenant_id == Person.tenant_id
    held = (ContactPoint.value_key == key) & ContactPoint.until.is_(None)
    return select(1).where(same, ContactPoint.person_id == Person.id, held).exists()


def _cursor(sort: bytes, person: UUID) -> str:
    return urlsafe_b64encode(json.dumps([sort.hex(), str(person)]).encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[bytes, UUID]:
    try:
        sort, person = json.loads(urlsafe_b64decode(cursor[:4000] + "=" * (-len(cursor) % 4)))
        return bytes.fromhex(sort), UUID(person)
    except (ValueError, TypeError, AttributeError):
        raise InvalidInput({"after": phrase("Start again from the first page")}) from None
