"""Tell whoever has a case that its applicant said that it is not done, or wrote: by mail, as deadlines are told."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.models import Case, CaseEvent, Letter
from casework.packs import Workflow
from casework.services.cases.escalate import handlers_of, tell
from casework.store.queue import defer
from casework.store.session import ViewerSession

REOPENED, WROTE = "applicant_reopened", "applicant_wrote"
APPLICANT = "applicant"
TASK = "run_clocks"
QUIET = timedelta(hours=1)
"""Whoever writes line by line is told of once in this time."""


def have_handler_told(session: ViewerSession, case_id: UUID, event: CaseEvent) -> None:
    """Have the handler told of what the applicant did; nothing where it is history, or the office's own doing.

    A job does it: an applicant does not see who works here.
    """
    if session.viewer.actor_kind != APPLICANT or session.info.get("history"):
        return
    session.flush()
    defer(session, TASK, lock=f"case:{case_id}", case=case_id, heard=event.id)


def opens_again(workflow: Workflow, event: CaseEvent) -> bool:
    """Whether a move took up again what had been called done."""
    if event.kind != "moved" or event.from_state is None or event.to_state is None:
        return False
    before, after = workflow.state(event.from_state), workflow.state(event.to_state)
    return before.clock == "stop" and not before.final and after.clock != "stop"


def tell_handler(session: ViewerSession, case: Case, workflow: Workflow, event_id: UUID) -> int:
    """A mail to who has the case, else to those of its unit whose duty it is. How many."""
    event = session.scalar(select(CaseEvent).where(CaseEvent.id == event_id, CaseEvent.case_id == case.id))
    if event is None or case.closed_at is not None:
        return 0
    template = REOPENED if opens_again(workflow, event) else WROTE
    if template == WROTE and (event.kind == "moved" or _told_lately(session, case)):
        return 0
    staff = handlers_of(session, case, _duty(workflow, event))
    return tell(session, template, staff, {"case": str(case.id)})


def _duty(workflow: Workflow, event: CaseEvent) -> str:
    """Whose work it is where nobody has the case: who keeps the promise to have it done."""
    clocks = [clock for clock in workflow.clocks if clock.owner and not clock.by_applicant]
    begun = [clock for clock in clocks if event.move in clock.anew] or clocks
    whole = [clock for clock in begun if clock.measures == "resolution"] or begun
    return whole[0].owner if whole else "handler"


def _told_lately(session: ViewerSession, case: Case) -> bool:
    lately = select(Letter.id).where(
        Letter.template == WROTE,
        Letter.queued_at > now() - QUIET,
        Letter.values["case"].astext == str(case.id),
    )
    return session.scalar(lately.limit(1)) is not None
