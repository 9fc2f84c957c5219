"""What becomes of a notice: it waits, is sent, or is not sent and says why."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.models import Gift, Tribute
from casework.store.columns import one_of
from casework.store.session import ViewerSession

NOBODY, PENDING, SENT, SUPPRESSED = "none", "pending", "sent", "suppressed"
SAID_NO, GIFT_GONE, BY_HAND, MAIL_FAILED = "said_no", "gift_gone", "by_hand", "mail_failed"
STANDING = ("posted", "receipted")
"""States of a gift that somebody may be told of."""


def suppress(session: ViewerSession, row: Tribute, reason: str, note: str | None = None) -> None:
    """Nobody is told, for this reason."""
    row.status, row.reason, row.wanted = SUPPRESSED, reason, None
    row.how, row.settled_at, row.settled_by = None, now(), session.viewer.actor
    if note is not None:
        row.note = note


def put_back(row: Tribute, reason: str | None) -> None:
    """It waits again; `reason`: why it was not sent."""
    row.status, row.reason, row.wanted, row.how = PENDING, reason, None, None
    row.settled_at, row.settled_by, row.letter_id = None, None, None


def end_notices(session: ViewerSession, gifts: Iterable[UUID]) -> None:
    """These gifts are gone: who was not told of them yet is not told any more."""
    rows = session.scalars(
        select(Tribute)
        .where(one_of(Tribute.gift_id, gifts), Tribute.status == PENDING)
        .order_by(Tribute.id)
        .with_for_update()
    )
    for row in rows.all():
        suppress(session, row, GIFT_GONE)
    session.flush()


def notice_failed(session: ViewerSession, letter_id: UUID, *, unwanted: bool) -> None:
    """The mail could not be sent: it waits again and says why, or ends where they said no or the gift is gone."""
    row = session.scalar(
        select(Tribute).where(Tribute.letter_id == letter_id, Tribute.status == SENT).with_for_update()
    )
    if row is None:
        return
    if session.scalar(select(Gift.status).where(Gift.id == row.gift_id)) not in STANDING:
        suppress(session, row, GIFT_GONE)
    elif unwanted:
        suppress(session, row, SAID_NO)
    else:
        put_back(row, MAIL_FAILED)
    session.flush()
