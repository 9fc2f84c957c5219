"""What a clock does by itself when its time comes: remind the applicant, then make the move it was set for."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.errors import CaseworkError
from casework.models import Case, CaseEvent
from casework.packs import Workflow
from casework.services.cases.due import Running, clocks_of
from casework.services.cases.events import add_event
from casework.services.cases.find_case import lock_case
from casework.services.cases.list_cases import office_workflows
from casework.services.cases.move_case import move_case
from casework.services.cases.pin import know_packs, workflow_of
from casework.services.letters import queue_mail
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

log = logging.getLogger(__name__)

REMINDED, TEMPLATE = "reminded", "reminder"


def cases_to_look_at(session: ViewerSession) -> list[UUID]:
    """Open cases in which a clock has something to do now; each is looked at again under its lock."""
    day = today(office_of(session).tenant.timezone)
    found = []
    for case in _candidates(session):
        workflow = workflow_of(session, case)
        if any(_has_to_act(one, case, workflow, day) for one in clocks_of(session, case, workflow)):
            found.append(case.id)
    return found


def run_clocks(session: ViewerSession, case_id: UUID) -> str | None:
    """Do what a clock of this case has to do; done twice, the second finds nothing. Says what was done."""
    case = lock_case(session, case_id)
    if case.closed_at is not None:
        return None
    workflow = workflow_of(session, case)
    day = today(office_of(session).tenant.timezone)
    for one in clocks_of(session, case, workflow):
        if _ran_out(one, case, workflow):
            return _move(session, case, str(one.clock.then))
        if _reminds(one, day) and not _reminded(session, case.id, one):
            return _remind(session, case, one)
    return None


def _candidates(session: ViewerSession) -> list[Case]:
    """Whose first deadline is near or past, of workflows whose clocks do anything by themselves."""
    active = [
        flow for flow in office_workflows(session) if any(one.then or one.remind for one in flow.clocks)
    ]
    ahead = max((one.remind or 0 for flow in active for one in flow.clocks), default=0)
    chosen = select(Case).where(
        Case.closed_at.is_(None),
        Case.due_at < now() + timedelta(days=ahead + 1),
        Case.workflow.in_([flow.name for flow in active]),
    )
    rows = list(session.scalars(chosen.order_by(Case.closed_at, Case.due_at, Case.id)))
    know_packs(session, {row.pack_id for row in rows})
    return rows


def _has_to_act(one: Running, case: Case, workflow: Workflow, day: date) -> bool:
    return _ran_out(one, case, workflow) or _reminds(one, day)


def _ran_out(one: Running, case: Case, workflow: Workflow) -> bool:
    """It is past, and the case is where its move starts from. While it stands (on hold, waiting) it never runs out."""
    then = one.clock.then
    return bool(then and one.deadline.late and case.state in workflow.move(then).sources)


def _reminds(one: Running, day: date) -> bool:
    remind, state = one.clock.remind, one.deadline
    if remind is None or state.met or state.late or state.projected:
        return False
    return state.due_on - timedelta(days=remind) <= day


def _reminded(session: ViewerSession, case_id: UUID, one: Running) -> bool:
    """Whether the applicant was reminded of this very day."""
    told = session.scalars(
        select(CaseEvent.detail).where(CaseEvent.case_id == case_id, CaseEvent.kind == REMINDED)
    )
    return _mark(one) in list(told)


def _mark(one: Running) -> dict[str, str]:
    return {"clock": one.clock.name, "due": one.deadline.due_on.isoformat()}


def _remind(session: ViewerSession, case: Case, one: Running) -> str:
    add_event(session, case.id, REMINDED, public=True, detail=_mark(one))
    queue_mail(session, TEMPLATE, language=case.language, case_id=case.id, values=_mark(one))
    ledger_chain.record(session, "case.reminded", case=case.id, detail=_mark(one))
    return REMINDED


def _move(session: ViewerSession, case: Case, name: str) -> str | None:
    try:
        move_case(session, case.id, name)
    except CaseworkError as why:
        log.info("case %s: %s was not made when its clock ran out: %s", case.id, name, type(why).__name__)
        return None
    return name
