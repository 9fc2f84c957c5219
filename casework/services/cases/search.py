"""One search over cases, people, vehicles and plates. What is found is a disclosure, so it is on the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, aliased

from casework.base.values import Value
from casework.models import Case, CaseParty, ContactPoint, Person, SearchWord
from casework.services.cases.case_row import CaseRow
from casework.services.cases.list_cases import Listed, listed
from casework.services.cases.search_terms import Terms, read_terms
from casework.services.office import office_of
from casework.services.people.name_words import bears_words
from casework.services.vehicles.find_vehicle import (
    Finds,
    PlateFound,
    VehicleFound,
    find_plates,
    find_vehicles,
)
from casework.services.withheld import require_open, shows
from casework.store import ledger_chain
from casework.store.columns import columns_of
from casework.store.session import ViewerSession

MOST = 20
SEARCHED = ("person.name", "vehicle.numbers")
BY_NUMBER, BY_PARTY, BY_WORDS = "number", "party", "words"
_NO_VEHICLES: Finds[VehicleFound] = Finds((), ())
_NO_PLATES: Finds[PlateFound] = Finds((), ())


class CaseHits(Value):
    """Cases found in one way; `more` when there are others beyond the bound."""

    by: str
    cases: tuple[Listed, ...]
    more: bool


class PersonHit(Value):
    """Somebody in the register."""

    id: UUID
    name: str
    language: str
    kind: str


class Results(Value):
    """What was found, by kind. Groups without a hit are left out. `unsearched`: things by which it was not looked,
    because they are withheld from the viewer."""

    cases: tuple[CaseHits, ...] = ()
    people: tuple[PersonHit, ...] = ()
    vehicles: Finds[VehicleFound] = _NO_VEHICLES
    plates: Finds[PlateFound] = _NO_PLATES
    unsearched: tuple[str, ...] = ()

    @property
    def exact(self) -> Listed | None:
        """The one case whose number was typed."""
        return next((hits.cases[0] for hits in self.cases if hits.by == BY_NUMBER), None)

    @property
    def any(self) -> bool:
        """Whether anything was found at all."""
        things = (self.vehicles.exact, self.vehicles.similar, self.plates.exact, self.plates.similar)
        return bool(self.cases or self.people or any(things))


def search(session: ViewerSession, text: str) -> Results:
    """Look `text` up in every way it can be meant and this viewer may look. The caller commits before it shows it.

    FieldWithheld for an e-mail address or a phone number from who may read neither.
    """
    terms = read_terms(text, office_of(session).tenant.country)
    if not terms.text:
        return Results()
    if terms.names_contact:
        require_open(session, "person.contacts")
    cases = _cases(session, terms)
    people = _people(session, terms)
    assets = shows(session, "vehicle.numbers") and not terms.names_contact and terms.identifier
    found = Results(
        cases,
        people,
        find_vehicles(session, terms.text) if assets else _NO_VEHICLES,
        find_plates(session, terms.text) if assets else _NO_PLATES,
        unsearched=tuple(name for name in SEARCHED if not shows(session, name)),
    )
    _enter(session, found)
    return found


def _cases(session: ViewerSession, terms: Terms) -> tuple[CaseHits, ...]:
    ways = {BY_NUMBER: _by_number(terms), BY_PARTY: _by_party(session, terms), BY_WORDS: _by_words(terms)}
    found = columns_of(session, Case, CaseRow)
    rows: dict[str, list[CaseRow]] = {}
    seen: set[UUID] = set()
    for way, condition in ways.items():
        if condition is None:
            continue
        chosen = found.select.where(condition, *([Case.id.not_in(seen)] if seen else []))
        rows[way] = found.rows(
            session.execute(chosen.order_by(Case.opened_at.desc(), Case.id).limit(MOST + 1))
        )
        seen |= {row.id for row in rows[way]}
    shown = {one.id: one for one in listed(session, [row for way in rows.values() for row in way[:MOST]])}
    return tuple(
        CaseHits(way, tuple(shown[row.id] for row in hits[:MOST]), len(hits) > MOST)
        for way, hits in rows.items()
        if hits
    )


def _by_number(terms: Terms) -> ColumnElement[bool] | None:
    return Case.number == terms.number if terms.number else None


def _by_party(session: ViewerSession, terms: Terms) -> ColumnElement[bool] | None:
    """Cases of parties with this e-mail, phone or beginning of a name. Each key by its own index."""
    if not shows(session, "person.name"):
        return None
    keys = [
        CaseParty.email_key == terms.email if terms.email else None,
        CaseParty.phone_key == terms.phone if terms.phone else None,
        begins(CaseParty.name_key, terms.name) if terms.name else None,
    ]
    walks = [
        select(CaseParty.case_id).where(key).limit(5 * MOST).subquery() for key in keys if key is not None
    ]
    return Case.id.in_(union(*(select(walk.c.case_id) for walk in walks))) if walks else None


def _by_words(terms: Terms) -> ColumnElement[bool] | None:
    """Cases that hold every word, or the plate or VIN that was typed. The wall shows words of open classes only."""
    ways: list[ColumnElement[bool]] = []
    if terms.identifier:
        ways.append(Case.id.in_(select(SearchWord.case_id).where(SearchWord.token == terms.identifier)))
    if terms.words and not terms.names_contact:
        ways.append(Case.id.in_(_holding(terms.words)))
    return or_(*ways) if ways else None


def _holding(words: Iterable[str]) -> Select[Any]:
    first, *others = words
    chosen = select(SearchWord.case_id).where(SearchWord.token == first)
    for word in others:
        other = aliased(SearchWord)
        chosen = chosen.where(
            select(1).where(other.case_id == SearchWord.case_id, other.token == word).exists()
        )
    return chosen


def _people(session: ViewerSession, terms: Terms) -> tuple[PersonHit, ...]:
    """People by contact, or by words that their names hold, in the order of their names."""
    if not shows(session, "person.name"):
        return ()
    keys = [key for key in (terms.email, terms.phone) if key]
    reached = select(ContactPoint.person_id).where(
        ContactPoint.value_key.in_(keys), ContactPoint.until.is_(None)
    )
    ways: list[ColumnElement[bool]] = [Person.id.in_(reached)] if keys else []
    if terms.name:
        ways.append(and_(*bears_words(terms.name)) if terms.words else begins(Person.name_key, terms.name))
    if not ways:
        return ()
    hits = columns_of(session, Person, PersonHit)
    chosen = hits.select.where(or_(*ways)).order_by(Person.name_sort, Person.id).limit(MOST)
    return tuple(hits.rows(session.execute(chosen)))


def begins(column: InstrumentedAttribute[str | None], key: str) -> ColumnElement[bool]:
    """A range an index can walk, as LIKE can't be behind the wall."""
    return (column >= key) & (column < key + "\U0010ffff")


def _enter(session: ViewerSession, found: Results) -> None:
    """What was found, never what was typed."""
    ids = [one.id for hits in found.cases for one in hits.cases] + [one.id for one in found.people]
    ways = [hits.by for hits in found.cases]
    fields = {"headline", "applicant"} if ids else set()
    ledger_chain.record(
        session, "office.searched", subjects=ids, fields=fields, detail={"by": ways, "found": len(ids)}
    )
