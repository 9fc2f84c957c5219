"""Put a request in the line of those that another office gets."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.ids import new_id
from casework.models import Case, ForwardedRequest, Forwarding
from casework.store.queue import defer
from casework.store.session import ViewerSession

HAND_OVER = "hand_over_request"
MOST = 500


def queue_request(session: ViewerSession, case: Case, category: str) -> bool:
    """Whether it goes elsewhere: once to the same place, never when it is sealed or was taken in as history."""
    if case.sealed or session.info.get("history"):
        return False
    found = select(Forwarding.id).where(Forwarding.category == category, Forwarding.stopped_at.is_(None))
    forwarding = session.scalar(found)
    if forwarding is None or _is_there(session, case.id, forwarding):
        return False
    row = ForwardedRequest(id=new_id(), case_id=case.id, forwarding_id=forwarding, state="waiting")
    session.add(row)
    session.flush()
    put_off(session, row)
    return True


def put_off(session: ViewerSession, row: ForwardedRequest) -> None:
    """Have the next attempt made when it is due; one alone may begin it."""
    defer(session, HAND_OVER, at=row.next_at, forwarded=row.id, case=row.case_id, attempt=row.attempts + 1)


def put_in_line(session: ViewerSession, forwarding: UUID) -> None:
    """Have everything sent now that waits for one place."""
    waiting = (
        select(ForwardedRequest)
        .where(ForwardedRequest.forwarding_id == forwarding, ForwardedRequest.state == "waiting")
        .order_by(ForwardedRequest.queued_at)
        .limit(MOST)
    )
    for row in session.scalars(waiting):
        row.next_at, row.queued_at = None, now()
        put_off(session, row)


def _is_there(session: ViewerSession, case: UUID, forwarding: UUID) -> bool:
    held = select(ForwardedRequest.id).where(
        ForwardedRequest.case_id == case, ForwardedRequest.forwarding_id == forwarding
    )
    return session.scalar(held) is not None
