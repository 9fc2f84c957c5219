"""Who is this party? Side by side with who it may be, for a clerk to say."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import NotFound, Refused
from casework.models import Case, CaseParty
from casework.packs import Workflow
from casework.policy.guard import guarded
from casework.services.people.parties import (
    create_person_from_party,
    link_party,
    party_by_id,
    reject_match,
    unlink_party,
)
from casework.services.people.search_people import PersonFound, search_people
from casework.services.people.suggest_people import Suggestion, suggest_people
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.desk.opening import opened_case, this_office
from casework.web.formats import phone
from casework.web.go import go
from casework.web.registers.people import LONGEST, people
from casework.web.words import pack_text, refusal_text, speak

__all__ = ["people"]

Act = Callable[[ViewerSession, CaseParty], object]
_PATH = "/cases/<number>/parties/<uuid:party_id>"
BANDS = {"exact": ("good", "check"), "likely": ("info", "half"), "possible": ("warn", "ring")}


@people.get(_PATH)
@guarded("person.link")
def match(number: str, party_id: UUID) -> str:
    """The case's words beside the register's, with reasons and score."""
    return _match_page(number, party_id)


@people.post(f"{_PATH}/link")
@guarded("person.link")
def link(number: str, party_id: UUID) -> Page:
    """It is the same person."""
    return _act(
        number, party_id, lambda session, party: link_party(session, party.id, _person()), _("Linked.")
    )


@people.post(f"{_PATH}/reject")
@guarded("person.link")
def reject(number: str, party_id: UUID) -> Page:
    """It is somebody else: not offered again."""
    said = _("Noted: not the same. We don’t offer this match again.")
    return _act(
        number, party_id, lambda session, party: reject_match(session, party.id, _person()), said, stay=True
    )


@people.post(f"{_PATH}/create")
@guarded("person.link")
def create(number: str, party_id: UUID) -> Page:
    """Nobody on record: register them."""
    said = _("Registered as a new person, and linked.")
    return _act(number, party_id, lambda session, party: create_person_from_party(session, party.id), said)


@people.post(f"{_PATH}/unlink")
@guarded("person.link")
def unlink(number: str, party_id: UUID) -> Page:
    """The link was a mistake."""
    return _act(
        number,
        party_id,
        lambda session, party: unlink_party(session, party.id),
        _("The link is undone."),
        stay=True,
    )


def _act(number: str, party_id: UUID, act: Act, said: str, *, stay: bool = False) -> Page:
    try:
        with opened_case(number) as (session, case, _workflow):
            act(session, _party(session, case, party_id))
            session.commit()
            plain = case.number
    except Refused as refused:
        return _match_page(number, party_id, refusal=refusal_text(refused)), refused.status
    flash(said, "good")
    if stay:
        return go(url_for("people.match", number=plain, party_id=party_id))
    return go(url_for("cases.page", number=plain))


def _match_page(number: str, party_id: UUID, refusal: str | None = None) -> str:
    text = request.args.get("q", "")[:LONGEST].strip()
    found: tuple[PersonFound, ...] = ()
    with opened_case(number) as (session, case, workflow):
        party = _party(session, case, party_id)
        told = _told(session, party)
        offered = [] if party.person_id else suggest_people(session, party)
        if text and not party.person_id:
            found = search_people(session, text).people
        label, linked, plain = _role(workflow, party), party.person_id, case.number
        purpose = pack_text(this_office().purpose(case.purpose).label)
        session.commit()
    return render_template(
        "registers/match.html",
        number=plain,
        party_id=party_id,
        label=label,
        told=told,
        linked=linked,
        offered=[_beside(one, told) for one in offered],
        found=[one for one in found if one.id not in {other.person_id for other in offered}],
        text=text,
        purpose=purpose,
        refusal=refusal,
        bands=BANDS,
    )


def _party(session: ViewerSession, case: Case, party_id: UUID) -> CaseParty:
    party = party_by_id(session, party_id)
    if party.case_id != case.id:
        raise NotFound
    return party


def _person() -> UUID:
    try:
        return UUID(request.form.get("person_id", ""))
    except ValueError:
        raise NotFound from None


def _role(workflow: Workflow, party: CaseParty) -> str:
    return next((pack_text(one.label) for one in workflow.parties if one.role == party.role), party.role)


def _told(session: ViewerSession, party: CaseParty) -> dict[str, str]:
    """What the case says of the party, as far as the purpose opens it."""
    access = session.viewer.access
    told = {"name": party.name or "", "email": party.email or "", "phone": party.phone or ""}
    if access.may_read("identity"):
        told["birth"] = party.birth_date.isoformat() if party.birth_date else ""
    if access.may_read("location"):
        told["address"] = party.address or ""
    return told


def _beside(one: Suggestion, told: dict[str, str]) -> dict[str, object]:
    """The rows of one comparison: what, the case's words, the register's."""
    rows = [
        (_("Name"), told["name"], one.name),
        (_("E-mail"), told["email"], ", ".join(one.emails)),
        (
            _("Phone"),
            phone(told["phone"]) if told["phone"] else "",
            ", ".join(phone(each) for each in one.phones),
        ),
    ]
    if "address" in told:
        rows.append(
            (_("Address"), told["address"], "; ".join(each.replace("\n", ", ") for each in one.addresses))
        )
    if "birth" in told:
        rows.append((_("Birth date"), told["birth"], one.birth_date.isoformat() if one.birth_date else ""))
    reasons = [(points, speak(said)) for points, said in one.reasons]
    return {"it": one, "rows": [row for row in rows if row[1] or row[2]], "reasons": reasons}
