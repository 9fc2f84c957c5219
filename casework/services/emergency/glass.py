"""An emergency access as pages show it, and how it is found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import NotFound
from casework.base.values import Value
from casework.models import BreakGlass, Case
from casework.store.session import ViewerSession

MOST = 200


class Glass(Value):
    """One access, frozen. `number` is the case's; it, `reason` and `words` are there where the viewer reads them."""

    id: UUID
    opened_by: UUID
    opened_at: datetime
    until: datetime
    ended_at: datetime | None
    case_id: UUID | None
    person_id: UUID | None
    category: str
    need: str
    reviewed_by: UUID | None
    reviewed_at: datetime | None
    outcome: str | None
    number: str | None = None
    reason: str | None = None
    words: str | None = None

    @property
    def ends(self) -> datetime:
        """When it ended, or will end."""
        return min(self.until, self.ended_at or self.until)

    @property
    def active(self) -> bool:
        """Whether it opens anything now."""
        return now() < self.ends


_PLAIN = (
    *("id", "opened_by", "opened_at", "until", "ended_at", "case_id", "person_id", "category", "need"),
    *("reviewed_by", "reviewed_at", "outcome"),
)


def glass_of(row: BreakGlass, number: str | None = None, *, told: bool = False) -> Glass:
    """The frozen face of a row; with `told`, what was written about it too."""
    plain = {name: getattr(row, name) for name in _PLAIN}
    if not told:
        return Glass(**plain, number=number)
    return Glass(**plain, number=number, reason=row.reason, words=row.words)


def own_glass(session: ViewerSession, access_id: UUID) -> BreakGlass:
    """The viewer's own access; NotFound when there is none."""
    chosen = select(BreakGlass).where(
        BreakGlass.id == access_id, BreakGlass.opened_by == session.viewer.actor
    )
    row = session.scalar(chosen)
    if row is None:
        raise NotFound
    return row


def own_accesses(session: ViewerSession) -> list[Glass]:
    """All accesses of the viewer, newest first."""
    chosen = select(BreakGlass).where(BreakGlass.opened_by == session.viewer.actor)
    rows = session.scalars(chosen.order_by(BreakGlass.opened_at.desc(), BreakGlass.id).limit(MOST)).all()
    numbers = numbers_of(session, rows)
    return [glass_of(row, numbers.get(row.case_id) if row.case_id else None) for row in rows]


def active_access(session: ViewerSession) -> Glass | None:
    """The viewer's access that is open now."""
    chosen = select(BreakGlass).where(
        BreakGlass.opened_by == session.viewer.actor,
        BreakGlass.until > now(),
        BreakGlass.ended_at.is_(None),
    )
    row = session.scalars(chosen.limit(1)).first()
    return glass_of(row) if row else None


def numbers_of(session: ViewerSession, rows: Sequence[BreakGlass]) -> dict[UUID, str]:
    """The numbers of the cases that were opened, as far as the viewer may know of them."""
    wanted = sorted({row.case_id for row in rows if row.case_id})
    if not wanted:
        return {}
    found = session.execute(select(Case.id, Case.number).where(Case.id.in_(wanted)))
    return {row.id: row.number for row in found}
