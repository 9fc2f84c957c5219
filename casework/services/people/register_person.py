"""Take a person or an organisation into the register."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from casework.base.clock import today
from casework.base.errors import InvalidInput
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.base.words import search_key, sort_key
from casework.models import Person
from casework.services.office import office_of
from casework.services.people.contact_points import add_address, add_contact
from casework.services.people.identifiers import add_identifier
from casework.services.people.name_words import index_name
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_NAME = 200
KINDS = ("person", "organisation")


class NewPerson(Value):
    """Somebody as they give themselves. Contacts are (kind, value), identifiers too; addresses are whole texts."""

    name: str
    kind: str = "person"
    language: str = "en"
    birth_date: date | None = None
    contacts: tuple[tuple[str, str], ...] = ()
    addresses: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()


def person_values(session: ViewerSession, new: NewPerson) -> dict[str, Any]:
    """What the row of a new person holds, by the rules of the register, but the key to sort by. Raises InvalidInput
    under `name`."""
    name = " ".join(new.name.split())
    if not search_key(name):
        raise InvalidInput({"name": phrase("Enter the name")})
    if len(name) > LONGEST_NAME or new.kind not in KINDS:
        raise InvalidInput({"name": phrase("Enter a name of 200 characters at most")})
    values = {
        "id": new_id(),
        "kind": new.kind,
        "name": name,
        "name_key": search_key(name),
        "language": new.language,
    }
    if new.birth_date is not None:
        values["birth_date"] = _checked_birth(new.birth_date, today(office_of(session).tenant.timezone))
    return values


def sorted_by(session: ViewerSession, name: str) -> bytes:
    """The key by which the register sorts a name. It takes longer than all the rest of a row."""
    return sort_key(name, office_of(session).tenant.language)


def register_person(session: ViewerSession, new: NewPerson, *, case_id: UUID | None = None) -> Person:
    """The new person. Raises InvalidInput under `name`, `email`, `phone`, `address`; Refused ID_TAKEN."""
    values = person_values(session, new)
    row = Person(**values, name_sort=sorted_by(session, values["name"]))
    session.add(row)
    session.flush()
    index_name(session, row.id, row.name)
    for kind, value in new.contacts:
        add_contact(session, row.id, kind, value)
    for lines in new.addresses:
        add_address(session, row.id, lines)
    for kind, value in new.identifiers:
        add_identifier(session, row.id, kind, value)
    session.flush()
    ledger_chain.record(session, "person.registered", case=case_id, subjects=[row.id], fields=_given(new))
    return row


def _checked_birth(birth: date, day: date) -> date:
    if not date(1880, 1, 1) <= birth <= day:
        raise InvalidInput({"birth_date": phrase("Enter a date of birth in the past")})
    return birth


def _given(new: NewPerson) -> list[str]:
    given = {
        "name": new.name,
        "birth_date": new.birth_date,
        "contacts": new.contacts,
        "addresses": new.addresses,
        "identifiers": new.identifiers,
    }
    return [name for name, value in given.items() if value]
