"""Some days after it was called done, ask whoever told us whether it is. A no opens it again, at whoever did it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from casework.base.clock import now
from casework.models import Case, CaseEvent
from casework.services.cases.events import add_event
from casework.services.cases.find_case import lock_case
from casework.services.cases.pin import workflow_of
from casework.services.letters import queue_letter
from casework.services.office import office_of
from casework.store.session import ViewerSession

ASKED = "asked_if_fixed"
MOST = 200


def ask_if_fixed(session: ViewerSession) -> int:
    """Ask once for each time that a request was called done. How many were asked."""
    workflow = office_of(session).listed
    listing = workflow.listing if workflow else None
    if workflow is None or listing is None or listing.ask_letter is None:
        return 0
    done = [state.name for state in workflow.states if state.clock == "stop" and not state.final]
    asked = (
        select(CaseEvent.id)
        .where(CaseEvent.case_id == Case.id, CaseEvent.kind == ASKED, CaseEvent.at >= Case.state_since)
        .exists()
    )
    waiting = (
        select(Case.id)
        .where(
            Case.workflow == workflow.name,
            Case.closed_at.is_(None),
            Case.state.in_(done),
            Case.state_since <= now() - timedelta(days=listing.ask_after),
            ~asked,
        )
        .order_by(Case.state_since, Case.id)
        .limit(MOST)
    )
    cases = list(session.scalars(waiting))
    for case_id in cases:
        case = lock_case(session, case_id)
        add_event(session, case.id, ASKED, public=True)
        pinned = workflow_of(session, case)
        letter = pinned.listing.ask_letter if pinned.listing else None
        if letter:
            queue_letter(session, case, pinned, letter)
    return len(cases)
