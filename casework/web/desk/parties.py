"""The parties of a case, with the way to the person each one is."""

from __future__ import annotations

from flask import url_for

from casework.base.values import Value
from casework.services.cases.disclose_case import CaseView, PartyView
from casework.web.desk.held import Held, held
from casework.web.desk.opening import address_if, may
from casework.web.words import pack_text


class PartyRow(Value):
    """Somebody's part: `person` leads to the register, `match` to the page that finds out who it is."""

    role: str
    name: str
    held: Held | None
    person: str | None
    match: str | None
    confirmed: bool


def party_rows(view: CaseView) -> list[PartyRow]:
    """Everybody's part, names where this viewer reads them; ways to the register only for those it is open to."""
    labels = {party.role: pack_text(party.label) for party in view.workflow.parties}
    reads, links = may("person.read"), may("person.link")
    return [
        PartyRow(
            role=labels.get(party.role, party.role),
            name=party.name or "",
            held=_held(view, party),
            person=_person(view, party) if reads else None,
            match=address_if("people.match", number=view.number, party_id=party.id) if links else None,
            confirmed=party.person_id is not None,
        )
        for party in view.parties
        if party.name or party.why
    ]


def _held(view: CaseView, party: PartyView) -> Held | None:
    """What stands in the place of a name that is withheld."""
    if party.why is None:
        return None
    field = next(one.name for one in view.workflow.parties if one.role == party.role)
    return held(party.why, url_for("why.fact", number=view.number, field=field))


def _person(view: CaseView, party: PartyView) -> str | None:
    if party.person_id is None:
        return None
    return address_if("people.page", person_id=party.person_id, case=view.number)
