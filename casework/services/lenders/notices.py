"""What a lender is told of its own claims: taken by its program one by one, told again until it is."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import NotFound
from casework.models import LenderNotice
from casework.store import ledger_chain
from casework.store.session import ViewerSession

MOST = 100


def waiting_notices(session: ViewerSession, *, size: int = MOST) -> list[LenderNotice]:
    """What the lender has not taken yet, oldest first. A disclosure."""
    chosen = select(LenderNotice).where(LenderNotice.taken_at.is_(None))
    return list(session.scalars(chosen.order_by(LenderNotice.at, LenderNotice.id).limit(size)))


def take_notice(session: ViewerSession, notice_id: UUID) -> LenderNotice:
    """Note that the lender has it; again changes nothing. NotFound for another lender's."""
    chosen = select(LenderNotice).where(LenderNotice.id == notice_id).with_for_update()
    row = session.scalar(chosen)
    if row is None:
        raise NotFound
    if row.taken_at is None:
        row.taken_at = now()
        session.flush()
        ledger_chain.record(session, "lender.notice_taken", subjects=[row.lien_id])
    return row
