"""Release a case: it is with nobody again and stands in everybody's list."""

from __future__ import annotations

from uuid import UUID

from casework.base.errors import Refused
from casework.policy.rulebook import allowed
from casework.services.cases.events import add_event
from casework.services.cases.share_case import NOT_YOURS, lock_to_share
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def release_case(session: ViewerSession, case_id: UUID, *, version: int | None = None) -> bool:
    """Whether it changed hands. Who has it may, and whoever shares out work. Raises Stale, Refused."""
    case = lock_to_share(session, case_id, version)
    if case.assignee_id is None:
        return False
    if case.assignee_id != session.viewer.actor and not allowed("case.assign", session.viewer):
        raise Refused("NOT_YOURS", NOT_YOURS)
    before, case.assignee_id = case.assignee_id, None
    add_event(session, case.id, "released", detail={"from": str(before)})
    ledger_chain.record(session, "case.released", case=case.id)
    return True
