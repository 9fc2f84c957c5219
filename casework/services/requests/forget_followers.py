"""Forget wishes for news: those that nobody confirmed, and those about requests that ended some time ago."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, delete, or_, select

from casework.base.clock import now
from casework.models import Follower, PublicRequest
from casework.store.session import ViewerSession

UNCONFIRMED = timedelta(days=7)
AFTER_THE_END = timedelta(days=60)
"""A request may be opened again for some weeks; after that there is no news of it."""


def forget_followers(session: ViewerSession) -> int:
    """How many wishes went. That somebody joined stays counted."""
    ended = select(PublicRequest.id).where(PublicRequest.closed_at < now() - AFTER_THE_END)
    over = or_(
        and_(Follower.confirmed_at.is_(None), Follower.asked_at < now() - UNCONFIRMED),
        Follower.request_id.in_(ended),
    )
    old = list(session.scalars(select(Follower.id).where(over)))
    if old:
        session.execute(delete(Follower).where(Follower.id.in_(old)))
    return len(old)
