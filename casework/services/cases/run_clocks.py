"""What clocks do by themselves when their time comes: say that a deadline is near or past, remind, make their move."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import CaseworkError
from casework.domain.deadlines import Deadline
from casework.models import Case
from casework.packs import Workflow
from casework.services.cases.due import Running, clocks_of, renew_due
from casework.services.cases.escalate import tell_lead, tell_owner
from casework.services.cases.events import add_event
from casework.services.cases.find_case import lock_case
from casework.services.cases.move_case import move_case
from casework.services.cases.pin import workflow_of
from casework.services.cases.tell_handler import tell_handler
from casework.services.deadlines.happened import BREACHED, ESCALATED, REMINDED, happened_to
from casework.services.deadlines.looks import Mark, mark_of, marks_told, to_tell
from casework.services.deadlines.running import Leg
from casework.services.letters import queue_mail
from casework.store import ledger_chain
from casework.store.session import ViewerSession

log = logging.getLogger(__name__)

TEMPLATE = "reminder"
MOST = 1000
"""Cases that one look puts into the queue; the next look finds the others."""
_MAILED = {BREACHED: tell_owner, ESCALATED: tell_lead}
TRY_AGAIN = timedelta(hours=1)
"""For a move that was refused when its time came."""


def cases_to_look_at(session: ViewerSession) -> list[UUID]:
    """Open cases in which a clock has something to do now; each is looked at again under its lock."""
    waiting = select(Case.id).where(Case.look_at <= now()).order_by(Case.look_at, Case.id).limit(MOST)
    return list(session.scalars(waiting))


def run_clocks(session: ViewerSession, case_id: UUID, *, heard: UUID | None = None) -> list[str]:
    """Do what the clocks of this case have to do; done twice, the second finds nothing. Says what was done.

    `heard`: an event by which the applicant spoke up, of which whoever has the case is told.
    """
    case = lock_case(session, case_id)
    workflow = workflow_of(session, case)
    if heard is not None:
        tell_handler(session, case, workflow, heard)
    if case.closed_at is not None:
        renew_due(session, case, workflow)
        return []
    happened = happened_to(session, [case.id])[case.id]
    clocks = clocks_of(session, case, workflow, happened=happened)
    done = _tell(session, case, clocks, marks_told(happened))
    ran_out = [str(one.clock.then) for one in clocks if _ran_out(one, case, workflow)]
    for name in ran_out:
        if _move(session, case, name):
            return [*done, name]
    renew_due(session, case, workflow)
    if ran_out:
        case.look_at = now() + TRY_AGAIN
    return done


def _tell(session: ViewerSession, case: Case, clocks: Sequence[Running], told: set[Mark]) -> list[str]:
    """Enter what the clocks have to tell and have not told; what was."""
    done = []
    for one in clocks:
        for kind, leg, line in to_tell(one, now()):
            if mark_of(kind, one, leg, line) not in told:
                _enter(session, case, kind, _detail(one, leg, line))
                if kind in _MAILED:
                    _MAILED[kind](session, case, one.clock, line.due_on.isoformat())
                done.append(kind)
    return done


def _detail(one: Running, leg: Leg, line: Deadline) -> dict[str, str]:
    told = {"clock": one.clock.name, "due": line.due_on.isoformat()}
    return told if leg == "promise" else {**told, "leg": leg}


def _enter(session: ViewerSession, case: Case, kind: str, detail: dict[str, str]) -> None:
    add_event(session, case.id, kind, public=kind == REMINDED, detail=dict(detail))
    if kind == REMINDED:
        queue_mail(session, TEMPLATE, language=case.language, case_id=case.id, values=detail)
    ledger_chain.record(session, f"case.{kind}", case=case.id, detail=detail)


def _ran_out(one: Running, case: Case, workflow: Workflow) -> bool:
    """It is past, and the case is where its move starts from. While it stands (on hold, waiting) it never runs out."""
    then = one.clock.then
    return bool(then and one.deadline.late and case.state in workflow.move(then).sources)


def _move(session: ViewerSession, case: Case, name: str) -> str | None:
    try:
        move_case(session, case.id, name)
    except CaseworkError as why:
        log.info("case %s: %s was not made when its clock ran out: %s", case.id, name, type(why).__name__)
        return None
    return name
