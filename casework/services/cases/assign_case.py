"""Assign a case to a colleague."""

from __future__ import annotations

from uuid import UUID

from casework.policy.rulebook import require
from casework.services.cases.events import add_event
from casework.services.cases.share_case import colleague, lock_to_share, may_have
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def assign_case(
    session: ViewerSession, case_id: UUID, member_id: UUID, *, version: int | None = None
) -> bool:
    """Whether it changed hands. Raises NotAllowed, NotFound, Stale, Refused (a colleague who can’t have it)."""
    require("case.assign", session.viewer)
    case = lock_to_share(session, case_id, version)
    if case.assignee_id == member_id:
        return False
    may_have(session, case, colleague(session, member_id))
    case.assignee_id = member_id
    add_event(session, case.id, "assigned", detail={"to": str(member_id)})
    ledger_chain.record(session, "case.assigned", case=case.id, detail={"to": member_id})
    return True
