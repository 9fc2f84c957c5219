"""Who of the people on record a row may be: by contact, by birth date with the name, by address with the name.

The same only for the same name with an e-mail, or with birth date and phone; everything else is for somebody to judge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from casework.domain.matching import Traits, match
from casework.models import ContactPoint, Person, PostalAddress
from casework.services.imports.references import among
from casework.services.imports.register import Entry
from casework.services.people.candidates import MOST_CANDIDATES, Known, known_of
from casework.store.session import ViewerSession

MOST_OFFERED = 5


def compare_people(session: ViewerSession, entries: Sequence[Entry]) -> None:
    """Note in each row whom it is certainly, or perhaps. Each has `person`, `contacts` and `address` as rows to be."""
    sharing = _sharing(session, entries)
    wanted = sorted(set().union(*sharing.values())) if sharing else []
    known: dict[UUID, Known] = {}
    for first in range(0, len(wanted), MOST_CANDIDATES):
        known |= known_of(session, wanted[first : first + MOST_CANDIDATES])
    for entry in entries:
        traits = traits_of(entry)
        found = [
            (one.score, person)
            for person in sharing.get(entry.line, ())
            if person in known
            and (one := match(traits, person, known[person].traits(has_number=False))) is not None
        ]
        ranked = [person for _, person in sorted(found, key=lambda each: -each[0])][:MOST_OFFERED]
        certain = [person for person in ranked if certainly(traits, known[person].traits(has_number=False))]
        if len(certain) == 1 and len(ranked) == 1:
            entry.record = certain[0]
        else:
            entry.perhaps = tuple(ranked)


def certainly(traits: Traits, here: Traits) -> bool:
    """The same name, and an e-mail or the birth date with a phone, and nothing that speaks against it."""
    if here.name != traits.name:
        return False
    born = traits.birth_date is not None and traits.birth_date == here.birth_date
    if traits.birth_date is not None and here.birth_date is not None and not born:
        return False
    return bool(traits.emails & here.emails) or (born and bool(traits.phones & here.phones))


def traits_of(entry: Entry) -> Traits:
    """What a row is compared by. It has `person`, `contacts` and `address` as rows to be."""
    person, contacts, address = (entry.more[name] for name in ("person", "contacts", "address"))
    return Traits(
        name=person["name_key"],
        birth_date=entry.values.get("birth_date"),
        emails=frozenset(one["value_key"] for one in contacts if one["kind"] == "email"),
        phones=frozenset(one["value_key"] for one in contacts if one["kind"] == "phone"),
        addresses=frozenset({address["lines_key"]} if address is not None else ()),
    )


def _sharing(session: ViewerSession, entries: Sequence[Entry]) -> dict[int, set[UUID]]:
    """Line → the people on record who share a key with it."""
    by_key: dict[tuple[str, object], set[int]] = defaultdict(set)
    for entry in entries:
        for kind, key in keys_of(entry):
            by_key[kind, key].add(entry.line)
    found: dict[int, set[UUID]] = defaultdict(set)

    def note(kind: str, rows: Iterable[tuple[object, UUID]]) -> None:
        for key, person in rows:
            for line in by_key.get((kind, key), ()):
                found[line].add(person)

    def keys(kind: str) -> list[str]:
        return [str(key) for each, key in by_key if each == kind]

    contacts = select(ContactPoint.id, ContactPoint.value_key, ContactPoint.person_id).where(
        among(ContactPoint.value_key, keys("contact")), ContactPoint.until.is_(None)
    )
    note("contact", ((row.value_key, row.person_id) for row in session.execute(contacts)))
    addresses = select(PostalAddress.id, PostalAddress.lines_key, PostalAddress.person_id).where(
        among(PostalAddress.lines_key, keys("address")), PostalAddress.until.is_(None)
    )
    note("address", ((row.lines_key, row.person_id) for row in session.execute(addresses)))
    born = [key for each, key in by_key if each == "born"]
    if born:
        named = select(Person.id, Person.name_key, Person.birth_date).where(
            among(Person.name_key, (key[0] for key in born if isinstance(key, tuple))),
            Person.birth_date.is_not(None),
        )
        note("born", (((row.name_key, row.birth_date), row.id) for row in session.execute(named)))
    return found


def keys_of(entry: Entry) -> Iterable[tuple[str, object]]:
    """What somebody has to share to be compared with a row at all."""
    person, contacts, address = (entry.more[name] for name in ("person", "contacts", "address"))
    yield from (("contact", one["value_key"]) for one in contacts)
    if address is not None and "address" in entry.values:  # a town alone is shared by everybody in it
        yield "address", address["lines_key"]
    if "birth_date" in entry.values:
        yield "born", (person["name_key"], entry.values["birth_date"])
