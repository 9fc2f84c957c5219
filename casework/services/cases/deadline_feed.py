"""The deadlines of a member: open cases that are with them or with their units, numbers and dates alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from casework.models import Case
from casework.policy.rulebook import require
from casework.store.columns import one_of
from casework.store.session import ViewerSession

MOST = 500


def deadline_feed(session: ViewerSession) -> list[tuple[UUID, str, str, datetime, int]]:
    """Id, number, kind of work, due date and version of each, the soonest first."""
    require("calendar.read", session.viewer)
    mine = or_(Case.assignee_id == session.viewer.actor, one_of(Case.unit_id, session.viewer.units))
    chosen = (
        select(Case.id, Case.number, Case.workflow, Case.due_at, Case.version)
        .where(Case.closed_at.is_(None), Case.due_at.is_not(None), mine)
        .order_by(Case.due_at, Case.id)
        .limit(MOST)
    )
    return [(row.id, row.number, row.workflow, row.due_at, row.version) for row in session.execute(chosen)]
