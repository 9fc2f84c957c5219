"""What the office asked the applicant, as long as it waits for the answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from casework.base.values import Value
from casework.models import Case, CaseEvent
from casework.packs import APPLICANT, Field, Move, Workflow
from casework.services.cases.facts import may_open, read_facts
from casework.store.session import ViewerSession

SHORT = 2


class Question(Value):
    """A question that waits: its words, the papers wanted, and the move that answers it."""

    asked_at: datetime
    words: str
    wanted: tuple[Field, ...]
    answers: Move


def open_question(session: ViewerSession, case: Case, workflow: Workflow) -> Question | None:
    """The question of the move that led to the present state, if the applicant can answer from there."""
    answers = answering_move(workflow, case.state)
    if answers is None:
        return None
    event = session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id == case.id, CaseEvent.to_state == case.state)
        .order_by(CaseEvent.seq.desc())
        .limit(1)
    ).one_or_none()
    move = next((one for one in workflow.moves if event and one.name == event.move), None)
    if event is None or move is None:
        return None
    open_to = [field for field in move.asks if may_open(session.viewer, field)]
    facts = read_facts(session, case.id, [field.name for field in open_to])
    words = next((facts[f.name] for f in open_to if f.kind == "long_text" and facts.get(f.name)), "")
    return Question(event.at, words, _wanted(workflow, open_to, facts), answers)


def answering_move(workflow: Workflow, state: str) -> Move | None:
    """The applicant's way out of a state in which the office waits for them."""
    if workflow.state(state).clock != "pause":
        return None
    moves = (one for one in workflow.moves_from(state) if APPLICANT in one.by)
    return next((one for one in moves if not workflow.state(one.target).final), None)


def _wanted(workflow: Workflow, asks: list[Field], facts: dict[str, object]) -> tuple[Field, ...]:
    """The papers named by the answer to a question whose options are the form's files; else any of a short list."""
    files = {field.name: field for field in workflow.fields if field.kind == "file"}
    named: list[str] = []
    for field in asks:
        value = facts.get(field.name)
        if field.kind == "choices" and isinstance(value, list):
            named += [one for one in value if one in files]
    if not named and len(files) <= SHORT:
        named = list(files)
    return tuple(files[name] for name in dict.fromkeys(named))
