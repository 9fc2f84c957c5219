"""Take a case: from now on it is with the viewer."""

from __future__ import annotations

from uuid import UUID

from casework.base.errors import Refused
from casework.policy.rulebook import allowed
from casework.services.cases.events import add_event
from casework.services.cases.share_case import HELD, NO_DUTY, colleague, lock_to_share, may_work_on
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def take_case(session: ViewerSession, case_id: UUID, *, version: int | None = None) -> bool:
    """Whether it changed hands; a case that is theirs already stays as it is.

    Raises Stale; Refused when a colleague has it (a lead may take it over) or no duty of theirs is in it.
    """
    case = lock_to_share(session, case_id, version)
    me = session.viewer.actor
    if case.assignee_id == me:
        return False
    if case.assignee_id is not None and not allowed("case.assign", session.viewer):
        raise Refused("HELD", HELD)
    if me is None or not may_work_on(session, colleague(session, me).titles, case.purpose):
        raise Refused("NO_DUTY", NO_DUTY)
    before, case.assignee_id = case.assignee_id, me
    add_event(session, case.id, "taken", detail={"from": str(before)} if before else None)
    ledger_chain.record(session, "case.taken", case=case.id)
    return True
