"""What was given to others and what was refused, as the privacy officer goes through it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select

from casework.base.errors import NotFound
from casework.models import OutwardDisclosure, Person
from casework.store.session import ViewerSession

PAGE = 50
Place = tuple[datetime, UUID]


def list_disclosures(
    session: ViewerSession,
    *,
    result: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: Place | None = None,
    size: int = PAGE,
) -> tuple[Sequence[OutwardDisclosure], Place | None]:
    """A page of them, newest first, and where the next one begins."""
    chosen = select(OutwardDisclosure)
    at = OutwardDisclosure.decided_at
    if result:
        chosen = chosen.where(OutwardDisclosure.result == result)
    if since is not None:
        chosen = chosen.where(at >= since)
    if until is not None:
        chosen = chosen.where(at < until)
    if before is not None:
        chosen = chosen.where(or_(at < before[0], and_(at == before[0], OutwardDisclosure.id < before[1])))
    rows = session.scalars(chosen.order_by(at.desc(), OutwardDisclosure.id.desc()).limit(size + 1)).all()
    shown = rows[:size]
    return shown, (shown[-1].decided_at, shown[-1].id) if len(rows) > size else None


def disclosure_by_id(session: ViewerSession, disclosure: UUID) -> OutwardDisclosure:
    """One of them, or NotFound."""
    found = session.scalar(select(OutwardDisclosure).where(OutwardDisclosure.id == disclosure))
    if found is None:
        raise NotFound
    return found


def names_of(session: ViewerSession, people: Sequence[UUID]) -> dict[UUID, str]:
    """What these people are called, as far as the viewer may know of them."""
    if not people:
        return {}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(list(people))))
    return {row.id: row.name for row in rows}
