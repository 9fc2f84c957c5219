"""Whose request this is: the session behind a cookie, with its limits, as frozen values."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casework.base.clock import now
from casework.base.ids import secret_hash
from casework.base.values import Value
from casework.models.identity import User, UserSession

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
FRESH = timedelta(minutes=10)
_TOUCH = timedelta(seconds=60)


class Staff(Value):
    """A signed-in user of one tenant, as the account stands at this request."""

    tenant_id: int
    id: UUID
    name: str
    email: str
    titles: tuple[str, ...]
    units: frozenset[UUID]
    language: str
    fresh_at: datetime

    @property
    def is_fresh(self) -> bool:
        """Whether the password was given in the last ten minutes, as sensitive acts ask."""
        return now() - self.fresh_at < FRESH


def recognise(session: Session, token: str, *, tenant_id: int, active: bool) -> Staff | None:
    """The user behind session cookie `token` at this tenant, or None.

    `active` tells whether a person did something: what a page fetches by itself keeps nobody awake.
    """
    at = now()
    row = session.execute(
        select(UserSession, User)
        .join(User, (User.tenant_id == UserSession.tenant_id) & (User.id == UserSession.user_id))
        .where(UserSession.tenant_id == tenant_id, UserSession.token_hash == secret_hash(token))
    ).first()
    if row is None:
        return None
    seen, user = row
    if (
        user.status != "active"
        or seen.epoch != user.epoch
        or at >= seen.expires_at
        or at - seen.seen_at >= IDLE
    ):
        return None
    if active and at - seen.seen_at >= _TOUCH:
        session.execute(
            update(UserSession)
            .where(UserSession.tenant_id == tenant_id, UserSession.token_hash == seen.token_hash)
            .values(seen_at=at)
        )
    return as_staff(user, fresh_at=seen.fresh_at)


def as_staff(user: User, *, fresh_at: datetime) -> Staff:
    """The frozen face of an account."""
    return Staff(
        tenant_id=user.tenant_id,
        id=user.id,
        name=user.name,
        email=user.email,
        titles=tuple(user.titles),
        units=frozenset(user.units),
        language=user.language,
        fresh_at=fresh_at,
    )
