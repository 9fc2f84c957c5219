"""Who might this party be? Exact identifiers first, then e-mail and phone, then name with address or birth date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from casework.base.phrases import Sayable, phrase
from casework.base.values import Value, replace
from casework.base.words import search_key
from casework.domain.email import email_key
from casework.domain.likeness import name_likeness
from casework.domain.matching import Match, Reason, Traits, matches
from casework.models import CaseParty
from casework.services.people.candidates import THE_NUMBER, Known, candidates, known_of
from casework.services.people.identifiers import holders_of_number
from casework.services.people.parties import rejected
from casework.services.people.party_numbers import numbers_of
from casework.services.vehicles.owners_of_case import owners_of_case
from casework.store import ledger_chain
from casework.store.session import ViewerSession

MOST = 5
SELLERS = ("seller", "co_seller")
ALIKE, LIKELY = 0.85, 75
ON_TITLE = 55
"""Points for being the owner on record of the very vehicle: with the same name it is likely, alone it is not."""


class Suggestion(Value):
    """A person it may be: how likely from 1 to 100, and why. Values for the side-by-side page, frozen."""

    person_id: UUID
    name: str
    birth_date: date | None
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    addresses: tuple[str, ...]
    score: int
    band: str
    reasons: tuple[tuple[int, Sayable], ...]


def suggest_people(session: ViewerSession, party: CaseParty) -> list[Suggestion]:
    """The persons on record whom this party may be, the likeliest first; never one on a name alone, and none of
    whom a clerk said that they are not the same."""
    if not session.viewer.access.may_read("contact"):
        return []
    wanted = _traits(session, party)
    by_number = _holders(session, party)
    on_title = owners_of_case(session, party.case_id) if party.role in SELLERS else frozenset()
    ids = candidates(session, party) | by_number | on_title
    known = known_of(session, ids - rejected(session, party.id))
    found = matches(
        wanted, ((person, it.traits(has_number=person in by_number)) for person, it in known.items())
    )
    offered = [_suggestion(one, known[one.person]) for one in found]
    offered += _owners(wanted, on_title, known, {one.person for one in found})
    offered = [_on_title(one) if one.person_id in on_title else one for one in offered]
    offered.sort(key=lambda one: (one.band != "exact", -one.score))
    shown = offered[:MOST]
    ledger_chain.record(
        session,
        "person.suggested",
        case=party.case_id,
        subjects=[one.person_id for one in shown],
        fields=["name", "contacts"],
        detail={"role": party.role},
    )
    return shown


def _traits(session: ViewerSession, party: CaseParty) -> Traits:
    access = session.viewer.access
    return Traits(
        name=party.name_key or "",
        birth_date=party.birth_date if access.may_read("identity") else None,
        emails=frozenset({email_key(party.email)} if party.email else ()),
        phones=frozenset({party.phone_key} if party.phone_key else ()),
        addresses=frozenset({party.address_key} if access.may_read("location") and party.address_key else ()),
        identifiers=THE_NUMBER,
    )


def _holders(session: ViewerSession, party: CaseParty) -> frozenset[UUID]:
    found: set[UUID] = set()
    for value in numbers_of(session, party):
        found |= holders_of_number(session, value)
    return frozenset(found)


def _suggestion(one: Match[UUID], known: Known) -> Suggestion:
    return Suggestion(
        one.person,
        known.name,
        known.birth_date,
        known.emails,
        tuple(value for value, _ in known.phones),
        tuple(value for value, _ in known.addresses),
        one.score,
        one.band,
        tuple((reason.points, reason.said) for reason in one.reasons),
    )


def _owners(
    wanted: Traits, on_title: Iterable[UUID], known: dict[UUID, Known], told: set[UUID]
) -> list[Suggestion]:
    """Owners on record for whom nothing else speaks but perhaps the name."""
    found = []
    for person in sorted(set(on_title) & set(known) - told):
        alike = name_likeness(wanted.name, search_key(known[person].name))
        reason = _name_reason(alike)
        found.append(_suggestion(Match(person, max(1, reason.points), "possible", (reason,)), known[person]))
    return found


def _name_reason(alike: float) -> Reason:
    if alike < ALIKE:
        return Reason("other_name", -20, phrase("Another name"))
    return Reason(
        "name", round(35 * alike), phrase("The same name") if alike == 1 else phrase("Nearly the same name")
    )


def _on_title(one: Suggestion) -> Suggestion:
    """The same suggestion with what being the owner on record adds to it."""
    reasons = ((ON_TITLE, phrase("The owner on record of this vehicle")), *one.reasons)
    if one.band == "exact":
        return replace(one, reasons=reasons)
    score = max(1, min(99, sum(points for points, _ in reasons)))
    against = any(points < 0 for points, _ in reasons)
    return replace(
        one, score=score, band="likely" if score >= LIKELY and not against else "possible", reasons=reasons
    )
