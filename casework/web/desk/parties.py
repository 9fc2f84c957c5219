"""The parties of a case, with the way to the person each one is."""

from __future__ import annotations

from dataclasses import dataclass

from casework.services.cases.disclose_case import CaseView, PartyView
from casework.web.desk.opening import address_if, may
from casework.web.words import pack_text


@dataclass(frozen=True, slots=True)
class PartyRow:
    """Somebody's part: `person` leads to the register, `match` to the page that finds out who it is."""

    role: str
    name: str
    person: str | None
    match: str | None
    confirmed: bool


def party_rows(view: CaseView) -> list[PartyRow]:
    """Parties whose names this viewer reads; ways to the register only for those it is open to."""
    labels = {party.role: pack_text(party.label) for party in view.workflow.parties}
    reads, links = may("person.read"), may("person.link")
    return [
        PartyRow(
            role=labels.get(party.role, party.role),
            name=party.name,
            person=_person(view, party) if reads else None,
            match=address_if("people.match", number=view.number, party_id=party.id) if links else None,
            confirmed=party.person_id is not None,
        )
        for party in view.parties
        if party.name
    ]


def _person(view: CaseView, party: PartyView) -> str | None:
    if party.person_id is None:
        return None
    return address_if("people.page", person_id=party.person_id, case=view.number)
