"""Bring emergency accesses up that nobody has reviewed for days."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select

from casework.base.clock import now
from casework.models import BreakGlass
from casework.services.emergency.officers import REMINDER, tell_officers
from casework.services.office import office_of
from casework.store.session import ViewerSession

MOST = 100


def remind_officers(session: ViewerSession) -> int:
    """Mail the privacy officers about each access that waits too long, and again as long as it does; how many."""
    emergency = office_of(session).kind.emergency
    if emergency is None:
        return 0
    late = now() - timedelta(days=emergency.remind_days)
    rows = session.scalars(
        select(BreakGlass)
        .where(
            BreakGlass.outcome.is_(None),
            BreakGlass.opened_at <= late,
            or_(BreakGlass.reminded_at.is_(None), BreakGlass.reminded_at <= late),
        )
        .order_by(BreakGlass.opened_at)
        .limit(MOST)
    ).all()
    for row in rows:
        tell_officers(session, REMINDER, row.id, but=row.opened_by)
        row.reminded_at = now()
    session.flush()
    return len(rows)
