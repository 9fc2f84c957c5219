"""The parties of a case, with the way to the person each one is."""

from __future__ import annotations

from dataclasses import dataclass

from casework.services.cases.disclose_case import CaseView
from casework.web.desk.opening import address_if
from casework.web.words import pack_text


@dataclass(frozen=True, slots=True)
class PartyRow:
    """Somebody's part: `person` leads to the register, `match` to the page that finds out who it is."""

    role: str
    name: str
    person: str | None
    match: str | None


def party_rows(view: CaseView) -> list[PartyRow]:
    """Parties whose names this viewer reads."""
    labels = {party.role: pack_text(party.label) for party in view.workflow.parties}
    return [
        PartyRow(
            role=labels.get(party.role, party.role),
            name=party.name or "",
            person=address_if("people.page", person_id=party.person_id, case=view.number)
            if party.person_id
            else None,
            match=None
            if party.person_id
            else address_if("people.match", number=view.number, party_id=party.id),
        )
        for party in view.parties
        if party.name
    ]
