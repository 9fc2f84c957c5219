"""Wanting news: of one request, or of what is new in a category or an area. An address counts once it is confirmed.

A wish is opened by a token that only our mails hold: it is derived from the wish's id, so nothing is kept for it.
"""

from __future__ import annotations

import hmac
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, select

from casework.base.clock import now
from casework.base.errors import NotFound
from casework.domain.email import email_key
from casework.models import Follower
from casework.services.letters import queue_mail
from casework.services.requests.public_list import Wish, public_request
from casework.services.staff.emails import clean_email
from casework.settings import Settings
from casework.store.session import ViewerSession

CONFIRM, NEWS = "follow_confirm", "follow_news"


def join_request(session: ViewerSession, number: str, *, language: str) -> None:
    """Count the visitor among those who have this trouble. NotFound when it is not published."""
    view = public_request(session, number)
    session.add(Follower(id=session.viewer.case, request_id=view.row.id, joined=True, language=language))
    session.flush()


def follow(session: ViewerSession, wish: Wish, email: str, *, language: str) -> str:
    """Ask the address whether it wants the news; the address as it is written to. Raises InvalidInput (`email`).

    The viewer's own case is the id of the wish. A wish with a number is for that request alone.
    """
    address = clean_email(email)
    own = session.viewer.case
    assert own is not None  # a visitor has one
    row = Follower(
        id=own,
        category=wish.categories[0] if wish.categories and not wish.numbers else None,
        area=wish.area if not wish.numbers else None,
        language=language,
        email=address,
        email_key=email_key(address),
    )
    if wish.numbers:
        row.request_id = public_request(session, wish.numbers[0]).row.id
    session.add(row)
    session.flush()
    queue_mail(
        session, CONFIRM, address=address, language=language, case_id=own, values={"follower": str(own)}
    )
    return address


def confirm(session: ViewerSession) -> None:
    """The address has said yes. NotFound when the wish is gone."""
    row = session.scalar(select(Follower).where(Follower.id == session.viewer.case))
    if row is None:
        raise NotFound
    row.confirmed_at = row.confirmed_at or now()
    session.flush()


def unfollow(session: ViewerSession) -> None:
    """No more news: nothing is kept of the wish."""
    session.execute(delete(Follower).where(Follower.id == session.viewer.case))


def token_of(tenant: int, follower: UUID) -> str:
    """What stands in the address of a mail about this wish."""
    settings: Settings = current_app.extensions["casework.settings"]
    key = hmac.digest(settings.cookie_secret, b"casework followers", "sha256")
    return hmac.digest(key, f"{tenant}|{follower}".encode(), "sha256").hex()[:32]


def is_token(tenant: int, follower: UUID, token: str) -> bool:
    """Whether this token opens this wish."""
    return hmac.compare_digest(token_of(tenant, follower).encode(), token.encode("utf-8", "replace"))
