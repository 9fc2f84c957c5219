"""Who works here: every account of a tenant, for its administrator."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.base.errors import NotFound
from casework.base.values import Value
from casework.base.words import sort_key
from casework.models.identity import User


class MemberRow(Value):
    """One account as its administrator sees it."""

    id: UUID
    name: str
    email: str
    titles: tuple[str, ...]
    language: str
    status: str
    signed_in_at: datetime | None
    units: tuple[UUID, ...] = ()


def list_members(session: Session, tenant_id: int, *, language: str = "en") -> list[MemberRow]:
    """All accounts: those who can come in first, each part by name as `language` sorts."""
    rows = [_row(user) for user in session.scalars(select(User).where(User.tenant_id == tenant_id))]
    order = ("active", "invited", "disabled")
    return sorted(rows, key=lambda row: (order.index(row.status), sort_key(row.name, language)))


def read_member(session: Session, tenant_id: int, user_id: UUID) -> MemberRow:
    """One account; raises NotFound."""
    user = session.get(User, (tenant_id, user_id))
    if user is None:
        raise NotFound
    return _row(user)


def _row(user: User) -> MemberRow:
    return MemberRow(
        user.id,
        user.name,
        user.email,
        tuple(user.titles),
        user.language,
        user.status,
        user.signed_in_at,
        tuple(user.units),
    )
