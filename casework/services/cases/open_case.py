"""Open a case: one case, a fact for each answer, its parties, its first event, its letter; all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import now, today
from casework.base.errors import InvalidInput, Refused
from casework.base.ids import case_number, new_id, normalise_code, secret_hash, spoken_code
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import Case, Conflict
from casework.packs import Workflow
from casework.packs.rules import holds
from casework.services.cases.answers import asking_of, checked
from casework.services.cases.due import renew_due
from casework.services.cases.events import add_event
from casework.services.cases.facts import write_facts
from casework.services.cases.headline import headline
from casework.services.cases.keep_apart import kept_apart
from casework.services.cases.parties import add_parties
from casework.services.cases.pin import pin
from casework.services.deadlines.lawful import lawful
from casework.services.deadlines.promise import TARGETS, targets_for
from casework.services.letters import queue_letter
from casework.services.office import office_of
from casework.services.requests.areas import area_for
from casework.services.requests.face import show_request
from casework.services.signatures.seats import ask_for_signatures
from casework.services.units.route_case import unit_for
from casework.store import ledger_chain
from casework.store.session import ViewerSession

OWN_CASE = phrase("You have a part in this case, so a colleague enters it.")


class Came(Value):
    """How a request came, and when: by post that may be days ago."""

    channel: str
    at: datetime


class Opened(Value):
    """What the applicant takes away. The code is shown once: only its hash is kept."""

    case_id: UUID
    number: str
    code: str
    waits: bool = False  # for somebody before the office has it


def open_case(
    session: ViewerSession,
    workflow: Workflow,
    answers: Mapping[str, Any],
    *,
    language: str,
    channel: str | Came,
    case_id: UUID | None = None,
    code: str | None = None,
    papers_follow: bool = False,
) -> Opened:
    """Open a case on answers (JSON values by field; a file field lists upload ids). Raises InvalidInput by field.

    `case_id` is the draft's id when there was one, and `code` the secret that its holder gets; else a new one is made.
    With `papers_follow` the files come later. What came before now has its clocks begin then.
    """
    came = channel if isinstance(channel, Came) else Came(channel, now())
    answers, errors = checked(session, workflow, answers, language, papers_follow=papers_follow)
    if errors:
        raise InvalidInput(errors)
    case = _case(session, workflow, answers, came)
    case.id, case.language = case_id or new_id(), language
    session.add(case)
    session.flush()
    _fill(session, case, workflow, kept_apart(workflow, answers))
    code = code or spoken_code()
    plant_code(session, case.id, code)
    if workflow.opening_letter:
        queue_letter(session, case, workflow, workflow.opening_letter)
    ledger_chain.record(
        session, "case.opened", case=case.id, fields=answers, detail={"channel": came.channel}
    )
    return Opened(case.id, case.number, code, case.state == workflow.waits_in)


def _case(session: ViewerSession, workflow: Workflow, answers: Mapping[str, Any], came: Came) -> Case:
    office = office_of(session).tenant
    begun = min(came.at, now())
    return Case(
        number=case_number(workflow.prefix),
        workflow=workflow.name,
        pack_id=pin(session, workflow),
        state=first_state(workflow, answers, today(office.timezone)),
        purpose=workflow.purpose,
        headline=headline(workflow, answers, office.language),
        channel=came.channel,
        entered_by=session.viewer.actor,
        opened_at=begun,
        state_since=begun,
    )


def _fill(session: ViewerSession, case: Case, workflow: Workflow, answers: Mapping[str, Any]) -> None:
    targets = targets_for(workflow, answers, today(office_of(session).tenant.timezone))
    event = add_event(
        session,
        case.id,
        "opened",
        move=("open", None, case.state),
        public=True,
        detail={**({TARGETS: targets} if targets else {}), **lawful(session, workflow)} or None,
    )
    event.at = case.opened_at
    write_facts(session, case.id, workflow, answers)
    add_parties(session, case.id, workflow, answers, asking_of(session, case.language))
    session.flush()
    if case.state == workflow.waits_in:
        ask_for_signatures(session, case.id, workflow)
    refuse_own(session, case.id)
    listing = workflow.listing
    area = area_for(session, answers.get(listing.place)) if listing else None
    case.unit_id = unit_for(session, workflow, answers, area)
    renew_due(session, case, workflow)
    session.flush()
    show_request(session, case, workflow, answers, area)


def first_state(workflow: Workflow, answers: Mapping[str, Any], day: date) -> str:
    """Where a case begins: its first state, or the one in which it waits while the pack's rule holds."""
    if workflow.waits_in and workflow.waits_while and holds(workflow, workflow.waits_while, answers, day):
        return workflow.waits_in
    return workflow.initial


def refuse_own(session: ViewerSession, case_id: UUID) -> None:
    """Refuse a case of which the member who enters it is a party. The database has found out by now."""
    own = select(Conflict.id).where(Conflict.member_id == session.viewer.actor, Conflict.case_id == case_id)
    if session.viewer.actor_kind == "member" and session.scalar(own) is not None:
        raise Refused("OWN_CASE", OWN_CASE)


def plant_code(session: ViewerSession, subject: UUID, code: str, *, kind: str = "case") -> None:
    """Keep the hash of a secret code that opens this case or draft to its holder."""
    session.flush()
    hashed = secret_hash(normalise_code(code))
    session.execute(select(func.identity.plant_code(subject, hashed, kind)))
