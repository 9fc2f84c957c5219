"""Put members into a unit. It holds from their next request on."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.models.identity import User
from casework.services.staff.record import record


def put_members(
    session: Session, unit_id: UUID, members: Iterable[UUID], *, tenant_id: int, actor: UUID
) -> None:
    """Exactly these members are in the unit from now on. Ids of nobody here are passed over."""
    wanted = set(members)
    users = session.scalars(select(User).where(User.tenant_id == tenant_id).with_for_update()).all()
    changed = [user for user in users if (unit_id in user.units) != (user.id in wanted)]
    for user in changed:
        kept = [unit for unit in user.units if unit != unit_id]
        user.units = [*kept, unit_id] if user.id in wanted else kept
    if changed:
        record(
            session,
            "unit.members",
            tenant_id=tenant_id,
            actor=actor,
            subjects=[user.id for user in changed],
            detail={"unit": str(unit_id)},
        )
