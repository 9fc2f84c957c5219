"""End a session, or every session of a user."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from casework.base.ids import secret_hash
from casework.models.identity import UserSession


def sign_out(session: Session, token: str, *, tenant_id: int) -> None:
    """End the session behind cookie `token`; from the next request on it is nobody's."""
    session.execute(
        delete(UserSession).where(
            UserSession.tenant_id == tenant_id, UserSession.token_hash == secret_hash(token)
        )
    )


def end_sessions(session: Session, user_id: UUID, *, tenant_id: int) -> None:
    """End all sessions of a user. Their epoch makes them dead already; this clears them away."""
    session.execute(
        delete(UserSession).where(UserSession.tenant_id == tenant_id, UserSession.user_id == user_id)
    )
