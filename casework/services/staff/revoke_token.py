"""End an API token, and list those that a member has."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.base.clock import now
from casework.base.errors import NotFound
from casework.models.identity import ApiToken
from casework.services.staff.recognise import Staff
from casework.services.staff.record import record


def list_tokens(session: Session, staff: Staff) -> Sequence[ApiToken]:
    """A member's own working tokens, newest first."""
    return session.scalars(
        select(ApiToken)
        .where(
            ApiToken.tenant_id == staff.tenant_id,
            ApiToken.user_id == staff.id,
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > now(),
        )
        .order_by(ApiToken.created_at.desc())
    ).all()


def revoke_token(session: Session, staff: Staff, token_id: UUID) -> None:
    """From the next request on it opens nothing; raises NotFound for a token of somebody else."""
    row = session.get(ApiToken, (staff.tenant_id, token_id))
    if row is None or row.user_id != staff.id:
        raise NotFound
    if row.revoked_at is None:
        row.revoked_at = now()
        record(session, "token.revoke", tenant_id=staff.tenant_id, actor=staff.id, subjects=[row.id])
