"""Send the news of a request: to those who follow it, and when it is new to those who follow its category or area."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, or_, select

from casework.models import Follower, PublicRequest
from casework.services.letters import queue_mail
from casework.services.requests.follow import NEWS
from casework.store.session import ViewerSession


def tell_followers(session: ViewerSession, request: UUID, *, new: bool) -> int:
    """Queue a mail for each. How many there are."""
    row = session.scalar(select(PublicRequest).where(PublicRequest.id == request))
    if row is None or not row.published:
        return 0
    of_it = Follower.request_id == row.id
    like_it = and_(
        Follower.request_id.is_(None),
        or_(Follower.category.is_(None), Follower.category == row.category),
        or_(Follower.area.is_(None), Follower.area == row.area),
    )
    wanted = select(Follower).where(Follower.confirmed_at.is_not(None), or_(of_it, like_it) if new else of_it)
    followers = session.scalars(wanted.order_by(Follower.asked_at)).all()
    for one in followers:
        told = {"follower": str(one.id), "request": str(row.id)}
        queue_mail(session, NEWS, address=one.email, language=one.language, values=told)
    return len(followers)
