"""Post that went to no case is not kept for long: what is in it about people goes, with its files."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from casework.base.clock import now
from casework.models import IntakeFile, IntakeItem
from casework.models.intake import DISCARDED, SET_ASIDE
from casework.store.session import ViewerSession

LIVES = timedelta(days=60)
"""How long what was discarded or set aside can still be looked at."""
MOST = 500


def forget_post(session: ViewerSession) -> int:
    """Delete what was discarded or set aside that long ago; the sweep then removes its files. How many went."""
    old = select(IntakeItem.id).where(
        IntakeItem.status.in_((DISCARDED, SET_ASIDE)), IntakeItem.logged_at < now() - LIVES
    )
    gone = list(session.scalars(old.limit(MOST)))
    if gone:
        session.execute(delete(IntakeFile).where(IntakeFile.item_id.in_(gone)))
        session.execute(delete(IntakeItem).where(IntakeItem.id.in_(gone)))
    return len(gone)
