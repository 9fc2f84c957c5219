"""The life of a plate issue: its states and the events between them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound, Refused
from casework.base.phrases import phrase
from casework.models import PlateIssue, PlateIssueEvent
from casework.store.session import ViewerSession

MAY_BE_ASSIGNED = frozenset({"ISSUED", "IN_STOCK", "RESERVED", "HELD_BY_OWNER"})
ENDED = frozenset({"SURRENDERED", "LOST", "STOLEN", "DAMAGED_REPLACED", "EXPIRED", "REVOKED", "RETIRED"})
# A stolen number never serves again; the others only after their quarantine, as a new life.
_NEVER_BACK = frozenset({"STOLEN", "LOST", "REVOKED", "RETIRED"})


def plate_issue(session: ViewerSession, issue_id: UUID, *, lock: bool = False) -> PlateIssue:
    """One life of a mark; NotFound when it is not there for this viewer."""
    chosen = select(PlateIssue).where(PlateIssue.id == issue_id)
    if lock:
        chosen = chosen.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(chosen)
    if found is None:
        raise NotFound
    return found


def enter_status(
    session: ViewerSession, issue: PlateIssue, status: str, *, case_id: UUID | None = None
) -> None:
    """Put a plate issue into a state and record the change. What was lost or stolen is never simply assigned."""
    if issue.status in _NEVER_BACK and status == "ASSIGNED":
        raise Refused(
            "PLATE_NOT_VALID", phrase("This plate was lost, stolen or recalled. It can’t be used again")
        )
    event = PlateIssueEvent(
        issue_id=issue.id,
        from_status=issue.status,
        to_status=status,
        case_id=case_id,
        actor_id=session.viewer.actor,
    )
    session.add(event)
    issue.status = status
    session.flush()
