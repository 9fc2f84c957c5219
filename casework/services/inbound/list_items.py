"""The post as people go through it: what waits, the longest waiting first; what is done, the last first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from casework.base.values import Value
from casework.models import IntakeItem
from casework.models.intake import DISCARDED, JOINED, JOINING, LINKED, OPENED, RECEIVED, SET_ASIDE, WAITING
from casework.store.session import ViewerSession

PAGE, MOST = 30, 200
WHICH = {
    "waiting": (WAITING, RECEIVED),
    "aside": (SET_ASIDE,),
    "done": (JOINING, JOINED, LINKED, OPENED, DISCARDED),
}
Place = tuple[datetime, UUID]


class PostRow(Value):
    """A line of the list."""

    id: UUID
    channel: str
    received_at: datetime
    status: str
    why: str
    sender: str
    subject: str
    case_id: UUID | None


class PostPage(Value):
    """A page of the list, and where the next one begins."""

    rows: Sequence[PostRow]
    after: Place | None


def list_items(
    session: ViewerSession, *, which: str, channel: str = "", after: Place | None = None
) -> PostPage:
    """A page of what waits, is set aside, or is done."""
    oldest = which == "waiting"
    at, key = IntakeItem.received_at, IntakeItem.id
    chosen = select(IntakeItem).where(IntakeItem.status.in_(WHICH[which]))
    if channel:
        chosen = chosen.where(IntakeItem.channel == channel)
    if after is not None:
        same = at == after[0]
        chosen = chosen.where(
            or_(at > after[0], and_(same, key > after[1]))
            if oldest
            else or_(at < after[0], and_(same, key < after[1]))
        )
    order = (at, key) if oldest else (at.desc(), key.desc())
    rows = session.scalars(chosen.order_by(*order).limit(PAGE + 1)).all()
    shown = [_row(one) for one in rows[:PAGE]]
    last = shown[-1] if len(rows) > PAGE else None
    return PostPage(shown, (last.received_at, last.id) if last else None)


def _row(one: IntakeItem) -> PostRow:
    return PostRow(
        id=one.id,
        channel=one.channel,
        received_at=one.received_at,
        status=one.status,
        why=one.why,
        sender=one.sender_name or one.sender or "",
        subject=one.subject or "",
        case_id=one.case_id,
    )


def count_items(session: ViewerSession) -> dict[str, int]:
    """How many wait and how many are set aside, up to MOST of each."""
    found = {}
    for which in ("waiting", "aside"):
        some = select(IntakeItem.id).where(IntakeItem.status.in_(WHICH[which])).limit(MOST).subquery()
        found[which] = session.scalar(select(func.count()).select_from(some)) or 0
    return found
