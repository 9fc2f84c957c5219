"""How a case's hand-over stands, for the people of the office."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.values import Value
from casework.models import ForwardedRequest, Forwarding
from casework.packs import Workflow
from casework.services.forwarding.settle import STANDS_STILL
from casework.store.session import ViewerSession


class ForwardedView(Value):
    """One hand-over. `words` are what the other side said last."""

    id: UUID
    name: str
    state: str
    perhaps: bool
    queued_at: datetime
    tried_at: datetime | None
    next_at: datetime | None
    sent_at: datetime | None
    their_id: str
    token: str
    their_state: str
    changed_at: datetime | None
    words: str
    stopped: bool

    @property
    def stands_still(self) -> bool:
        """Whether somebody here has to decide how it goes on."""
        return self.state in STANDS_STILL


def read_forwarded(session: ViewerSession, case_id: UUID, workflow: Workflow) -> tuple[ForwardedView, ...]:
    """The hand-overs of a case, the newest first; a kind of work without a public list has none."""
    if workflow.listing is None:
        return ()
    rows = session.execute(
        select(ForwardedRequest, Forwarding.name, Forwarding.stopped_at)
        .join(Forwarding, Forwarding.id == ForwardedRequest.forwarding_id)
        .where(ForwardedRequest.case_id == case_id)
        .order_by(ForwardedRequest.queued_at.desc())
    )
    return tuple(_view(row, name, stopped is not None) for row, name, stopped in rows)


def _view(row: ForwardedRequest, name: str, stopped: bool) -> ForwardedView:
    return ForwardedView(
        id=row.id,
        name=name,
        state=row.state,
        perhaps=row.perhaps,
        queued_at=row.queued_at,
        tried_at=row.tried_at,
        next_at=row.next_at,
        sent_at=row.sent_at,
        their_id=row.their_id or "",
        token=row.token or "",
        their_state=row.their_state or "",
        changed_at=row.changed_at,
        words=row.said or "",
        stopped=stopped,
    )
