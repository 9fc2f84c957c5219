"""One gift of the register, by its id or its number."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound
from casework.models import Gift
from casework.store.columns import one_of
from casework.store.session import ViewerSession


def gift_by_id(session: ViewerSession, gift_id: UUID, *, lock: bool = False) -> Gift:
    """The gift; NotFound when it is not there for this viewer."""
    return gifts_by_id(session, (gift_id,), lock=lock)[0]


def gifts_by_id(session: ViewerSession, ids: Sequence[UUID], *, lock: bool = False) -> list[Gift]:
    """The gifts, in this order; NotFound when one is not there for this viewer."""
    chosen = select(Gift).where(one_of(Gift.id, ids))
    if lock:
        chosen = chosen.order_by(Gift.id).with_for_update().execution_options(populate_existing=True)
    found = {row.id: row for row in session.scalars(chosen)}
    if not found.keys() >= set(ids):
        raise NotFound
    return [found[one] for one in ids]


def gift_numbered(session: ViewerSession, number: str) -> UUID | None:
    """The gift with this number; None when there is none."""
    found: UUID | None = session.scalar(select(Gift.id).where(Gift.number == number))
    return found
