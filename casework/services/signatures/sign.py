"""Sign, or decline: with the last signature that was missing the case goes to the office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, Refused, RefusedTogether
from casework.base.phrases import phrase
from casework.base.words import search_key
from casework.domain.phone import phone_key
from casework.models import Case, CaseParty, CaseSignature
from casework.packs import Party, Workflow
from casework.packs.field_kinds import show_answer
from casework.services.cases.answers import accepted, asking_of
from casework.services.cases.events import add_event
from casework.services.cases.facts import write_facts
from casework.services.cases.find_case import lock_case
from casework.services.cases.move_case import move_case
from casework.services.cases.note_refusal import note_refusal
from casework.services.cases.pin import workflow_of
from casework.services.office import office_of
from casework.services.signatures.seats import SIGNED, WEB, digest_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

SUBMIT, DECLINE = "submit", "decline"
WAITS = "SIGNATURES_INCOMPLETE"
"""Somebody else has still to sign: the usual way, and no refusal of whoever signs now."""


def sign(
    session: ViewerSession,
    case_id: UUID,
    role: str,
    name: str,
    *,
    answers: Mapping[str, Any] | None = None,
    way: str = WEB,
    language: str | None = None,
) -> bool:
    """Sign every statement that waits for `role`, under the name as typed. Says whether the case went to the office.

    `answers` are what this party completes (JSON values). Letters go to the party that applies: in `language` from now
    on, when that party signs and it is one of the office's. Raises InvalidInput under `name` or a question, and Refused
    NOTHING_TO_SIGN.
    """
    case = lock_case(session, case_id)
    workflow = workflow_of(session, case)
    party = _party(workflow, role)
    row = session.scalar(select(CaseParty).where(CaseParty.case_id == case.id, CaseParty.role == role))
    if row is None or case.state != workflow.waits_in:
        said = phrase(
            "Nothing waits for your signature any more. Ask the office if you meant to change something"
        )
        raise Refused("NOTHING_TO_SIGN", said)
    typed = " ".join(name.split())
    if search_key(typed) != row.name_key:
        said = phrase(
            "Type your name as it stands above. If it is wrong there, decline and tell the other side"
        )
        raise InvalidInput({"name": said})
    _complete(session, case, workflow, party, answers or {})
    if party.applicant and language in office_of(session).tenant.languages:
        case.language = language
    _enter(session, case.id, workflow, role, (typed, way))
    add_event(session, case.id, "signed", public=True, detail={"role": role, "way": way})
    ledger_chain.record(session, "case.signed", case=case.id, fields=["signature"], detail={"role": role})
    session.flush()
    return _send_if_complete(session, case)


def _party(workflow: Workflow, role: str) -> Party:
    found = next((party for party in workflow.parties if party.role == role), None)
    if found is None:
        raise NotFound
    return found


def _complete(
    session: ViewerSession, case: Case, workflow: Workflow, party: Party, answers: Mapping[str, Any]
) -> None:
    """Keep what the party answers for itself, and describe it by that from now on."""
    asking = asking_of(session, case.language)
    fields = [workflow.field(name) for name in party.completes]
    clean, errors = accepted(fields, answers, asking)
    if errors:
        raise InvalidInput(errors)
    if not fields:
        return
    write_facts(session, case.id, workflow, clean)
    row = session.scalars(
        select(CaseParty).where(CaseParty.case_id == case.id, CaseParty.role == party.role)
    ).one()
    told = {name: str(show_answer(workflow.field(name), value, asking)) for name, value in clean.items()}
    if party.email in told:
        row.email, row.email_key = told[party.email], search_key(told[party.email])
    if party.phone in told:
        row.phone, row.phone_key = told[party.phone], phone_key(told[party.phone], asking.country)
    if party.address in told:
        row.address, row.address_key = told[party.address], search_key(told[party.address])


def _enter(
    session: ViewerSession, case_id: UUID, workflow: Workflow, role: str, how: tuple[str, str]
) -> None:
    rows = session.scalars(
        select(CaseSignature).where(CaseSignature.case_id == case_id, CaseSignature.role == role)
    )
    statements = {one.name: one for one in workflow.signatures}
    for seat in rows.all():
        seat.state, seat.at = SIGNED, now()
        seat.name, seat.way = how
        seat.digest = digest_of(session, case_id, statements[seat.act])
        seat.taken_by = session.viewer.actor
    session.flush()


def _send_if_complete(session: ViewerSession, case: Case) -> bool:
    """Send the case to the office when nobody has to sign any more. What hinders it beside that is noted."""
    try:
        with session.begin_nested():
            move_case(session, case.id, SUBMIT)
    except Refused as why:
        told = why.all if isinstance(why, RefusedTogether) else ((why.code, why.said, ""),)
        for code in dict.fromkeys(code for code, _said, _place in told if code != WAITS):
            note_refusal(session, case, SUBMIT, code)
        return False
    return True
