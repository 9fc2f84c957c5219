"""Read everything that the applicant's own page tells, in one session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from casework.base.values import Value
from casework.models import Case, Message
from casework.packs import APPLICANT, Field, Move, State, Workflow
from casework.services.cases.disclose_case import CaseView, disclose_case
from casework.services.cases.due import Running, clocks_of
from casework.services.cases.facts import may_open, read_facts
from casework.services.deadlines.happened import happened_to
from casework.services.deadlines.notes import Note, notes_of
from casework.services.fees.fees_due import FeesDue, fees_due
from casework.services.forwarding.read_forwarded import ForwardedView, read_forwarded
from casework.services.papers.read_papers import PaperRow, papers_of_case
from casework.services.payments.offered_now import ToPay, to_pay
from casework.services.requests.face import face_of
from casework.services.signatures.seats import Seat, seats_of
from casework.services.tracking.open_question import Question, open_question
from casework.services.tracking.own_looks import LooksPage, own_looks
from casework.store.session import ViewerSession

LATEST = 3
"""On how many days the page itself says who looked; the others have a page of their own."""


class Passed(Value):
    """A state the case came into."""

    at: datetime
    state: str
    move: str | None


class Said(Value):
    """A message, the office's or the applicant's."""

    id: UUID
    sender: str
    body: str
    language: str
    at: datetime


class TrackedCase(Value):
    """The applicant's page as frozen values."""

    case: CaseView
    passed: tuple[Passed, ...]
    clocks: tuple[Running, ...]
    clock_notes: tuple[Note, ...]
    question: Question | None
    messages: tuple[Said, ...]
    reasons: tuple[tuple[Field, Any], ...]
    moves: tuple[Move, ...]
    looks: LooksPage
    fees: FeesDue | None
    seats: tuple[Seat, ...] = ()
    issued: tuple[PaperRow, ...] = ()
    forwarded: tuple[ForwardedView, ...] = ()
    to_pay: ToPay | None = None
    agency: str | None = None  # which unit sees to it, where that is public

    @property
    def workflow(self) -> Workflow:
        """The workflow the case is pinned to."""
        return self.case.workflow


def track_case(session: ViewerSession, case: Case, workflow: Workflow) -> TrackedCase:
    """The case for its applicant. The caller commits before it shows it: the disclosure goes on the ledger."""
    looks = own_looks(session, workflow, days=LATEST)
    view = disclose_case(session, case, workflow)
    happened = happened_to(session, [case.id])[case.id]
    passed = tuple(Passed(one.at, one.to_state, one.move) for one in happened if one.to_state)
    return TrackedCase(
        case=view,
        passed=passed,
        clocks=tuple(clocks_of(session, case, workflow, happened=happened)),
        clock_notes=notes_of(session, case.id, happened),
        question=open_question(session, case, workflow),
        messages=_messages(session, case),
        reasons=_reasons(session, case, workflow, passed),
        moves=tuple(move for move in workflow.moves_from(case.state) if APPLICANT in move.by),
        looks=looks,
        fees=_fees(session, case, workflow),
        to_pay=to_pay(session, case, workflow),
        agency=_agency(session, case, workflow),
        forwarded=tuple(one for one in read_forwarded(session, case.id, workflow) if one.state == "sent"),
        seats=seats_of(session, case.id, workflow) if workflow.signatures else (),
        issued=tuple(one for one in papers_of_case(session, case.id) if not one.ended_why),
    )


def _agency(session: ViewerSession, case: Case, workflow: Workflow) -> str | None:
    face = face_of(session, case.id) if workflow.listing else None
    return face.agency if face else None


def _fees(session: ViewerSession, case: Case, workflow: Workflow) -> FeesDue | None:
    """The fee sheet, once there is one."""
    if workflow.fee_table is None or not session.viewer.access.may_read("financial"):
        return None
    account = fees_due(session, case.id)
    return account if account.lines else None


def _messages(session: ViewerSession, case: Case) -> tuple[Said, ...]:
    told = or_(Message.kind != "question", Message.answered_at.is_not(None))  # an open one stands at the top
    rows = session.scalars(select(Message).where(Message.case_id == case.id, told).order_by(Message.at))
    return tuple(Said(row.id, row.sender, row.body, row.language, row.at) for row in rows)


def _reasons(
    session: ViewerSession, case: Case, workflow: Workflow, passed: Sequence[Passed]
) -> tuple[tuple[Field, Any], ...]:
    """What the officer entered with the move that ended the work, as far as the applicant may read it."""
    if not passed or not _ended(workflow.state(case.state)):
        return ()
    move = next((one for one in workflow.moves if one.name == passed[-1].move), None)
    fields = [f for f in (move.asks if move else ()) if may_open(session.viewer, f) and f.cls != "internal"]
    facts = read_facts(session, case.id, [field.name for field in fields])
    return tuple((field, facts[field.name]) for field in fields if facts.get(field.name) is not None)


def _ended(state: State) -> bool:
    """Whether the work is done, be it for good or until somebody says that it is not."""
    return state.final or state.clock == "stop"
