"""Move a case: checked, done, recorded and told in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from casework.base.clock import now, today
from casework.base.errors import InvalidInput, NotFound, Refused, Stale
from casework.base.phrases import phrase
from casework.models import Case, CaseEvent
from casework.packs import Move, Workflow
from casework.packs.deed import Deed
from casework.packs.registry import effect_named
from casework.packs.rules import asked as asks_of
from casework.services.cases.answers import accepted, asking_of
from casework.services.cases.available_moves import actors_of, deed_of, facts_for, judge
from casework.services.cases.due import renew_due
from casework.services.cases.events import add_event
from casework.services.cases.facts import store_asked
from casework.services.cases.find_case import lock_case
from casework.services.cases.not_from_here import not_from_here
from casework.services.cases.pin import workflow_of
from casework.services.cases.post_question import post_question
from casework.services.cases.tell_handler import have_handler_told, opens_again
from casework.services.letters import queue_letter
from casework.services.office import office_of
from casework.services.requests.face import follow_move, follow_state
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def move_case(
    session: ViewerSession,
    case_id: UUID,
    name: str,
    *,
    version: int | None = None,
    asked: Mapping[str, Any] | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> CaseEvent:
    """Make the move `name`. `version` is the case as the mover read it, `asked` what they entered (JSON values),
    `confirmed` the checks they ticked.

    Raises Stale (WrongState where the move starts elsewhere), InvalidInput (something asked is missing),
    Refused (a guard, four eyes or duty).
    """
    case = lock_case(session, case_id)
    workflow = workflow_of(session, case)
    move = _move_named(workflow, name)
    if case.state not in move.sources:
        raise not_from_here(session.viewer, workflow, case.state, move)
    if version is not None and version != case.version:
        raise Stale
    facts = facts_for(session, case, workflow)
    answers = _checked(session, workflow, move, asked or {}, facts)
    if confirmed - {check.name for check in move.checks}:
        raise InvalidInput({"confirmed": phrase("This move has no such check.")})
    actors = actors_of(session, case.id)
    verdict = judge(session, case, workflow, move, facts=facts, actors=actors, asked=answers)
    if not verdict.ok:
        raise Refused(*verdict.hindrances[0])
    deed = deed_of(session, case, workflow, move, facts=facts, asked=answers)
    return _carry_out(session, case, deed, confirmed)


def _carry_out(session: ViewerSession, case: Case, deed: Deed, confirmed: frozenset[str]) -> CaseEvent:
    move, workflow = deed.move, deed.workflow
    for effect in move.effects:
        effect_named(effect)(deed)
    store_asked(session, case.id, move.asks, deed.asked)
    event = add_event(
        session,
        case.id,
        "moved",
        move=(move.name, case.state, move.target),
        public=True,
        detail={"checks": sorted(confirmed)} if confirmed else None,
    )
    enter_state(session, case, workflow, move.target)
    follow_move(session, case, workflow, facts=deed.facts, asked=deed.asked)
    post_question(session, case, workflow, deed.asked)
    if move.letter:
        queue_letter(session, case, workflow, move.letter)
    if opens_again(workflow, event):
        have_handler_told(session, case.id, event)
    ledger_chain.record(
        session, "case.moved", case=case.id, fields=deed.asked, detail={"move": move.name, "to": move.target}
    )
    return event


def enter_state(session: ViewerSession, case: Case, workflow: Workflow, name: str) -> None:
    """Put the case into a state, with what follows from it: since when, until when, whether it is closed."""
    state = workflow.state(name)
    case.state, case.state_since = name, now()
    case.outcome = state.outcome
    case.closed_at = (case.closed_at or now()) if state.final else None
    renew_due(session, case, workflow)
    session.flush()
    follow_state(session, case, workflow)


def _move_named(workflow: Workflow, name: str) -> Move:
    try:
        return workflow.move(name)
    except KeyError:
        raise NotFound from None


def _checked(
    session: ViewerSession,
    workflow: Workflow,
    move: Move,
    answers: Mapping[str, Any],
    facts: Mapping[str, Any],
) -> dict[str, Any]:
    """The answers of what the move asks, given the case and each other: what nobody asks for is not kept."""
    tenant = office_of(session).tenant
    # What is asked hangs on other answers, so all are read first, as on the form.
    clean, faults = accepted(move.asks, answers, asking_of(session, tenant.language))
    wanted = {one.name for one in asks_of(workflow, move.asks, {**facts, **clean}, today(tenant.timezone))}
    errors = {name: said for name, said in faults.items() if name in wanted}
    known = {field.name for field in move.asks}
    errors |= {name: phrase("This move asks no such thing.") for name in answers if name not in known}
    if errors:
        raise InvalidInput(errors)
    return {name: value for name, value in clean.items() if name in wanted}
