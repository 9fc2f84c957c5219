"""One gift of the register, by its id or its number."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound
from casework.models import Gift
from casework.store.session import ViewerSession


def gift_by_id(session: ViewerSession, gift_id: UUID, *, lock: bool = False) -> Gift:
    """The gift; NotFound when it is not there for this viewer."""
    chosen = select(Gift).where(Gift.id == gift_id)
    if lock:
        chosen = chosen.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(chosen)
    if found is None:
        raise NotFound
    return found


def gift_numbered(session: ViewerSession, number: str) -> UUID | None:
    """The gift with this number; None when there is none."""
    found: UUID | None = session.scalar(select(Gift.id).where(Gift.number == number))
    return found
