"""Sign a user in: one answer, of one shape and cost, for every reason to refuse."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.base.clock import now
from casework.base.errors import CaseworkError
from casework.base.ids import new_secret, secret_hash
from casework.domain.email import email_key
from casework.models.identity import User, UserSession
from casework.services.staff.hashing import hash_password, is_outdated, verify_password
from casework.services.staff.recognise import ABSOLUTE, Staff, as_staff


class SignInRefused(CaseworkError):
    """Unknown, disabled, not yet accepted, or another password: the answer does not say which."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            _l("This e-mail and password don’t fit together. Check both, or set a new password.")
        )


def sign_in(
    session: Session, email: str, password: str, *, tenant_id: int, agent: str = ""
) -> tuple[str, Staff]:
    """A new session token and its user; raises `SignInRefused`. Count the try (`throttle.spend`) before."""
    user = session.scalar(select(User).where(User.tenant_id == tenant_id, User.email_key == email_key(email)))
    fits = verify_password(user.password_hash if user else None, password)
    if user is None or not fits or user.status != "active":
        raise SignInRefused
    if user.password_hash and is_outdated(user.password_hash):
        user.password_hash = hash_password(password)
    return open_session(session, user, agent=agent), as_staff(user, fresh_at=now())


def open_session(session: Session, user: User, *, agent: str = "") -> str:
    """A new browser session of `user`; the token goes into the cookie and nowhere else."""
    token, at = new_secret(256), now()
    user.signed_in_at = at
    session.add(
        UserSession(
            tenant_id=user.tenant_id,
            token_hash=secret_hash(token),
            user_id=user.id,
            epoch=user.epoch,
            created_at=at,
            seen_at=at,
            fresh_at=at,
            expires_at=at + ABSOLUTE,
            agent=agent[:200],
        )
    )
    return token
