"""Plan what is due: each due day of a recurring gift becomes one instalment, and the schedule moves on before anything
is collected. Whoever plans again finds nothing to plan."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from casework.base.ids import new_id
from casework.domain.schedules import next_after
from casework.models import Instalment, Pledge
from casework.services.pledges.log_change import Change, log_change
from casework.services.pledges.make_pledge import RECURRING, schedule_of
from casework.store.session import ViewerSession

AT_ONCE = 50
COLLECTED = ("active", "failing")


def plan_due(session: ViewerSession, day: date) -> bool:
    """Plan some of what is due up to `day`; True while there may be more. Commit after each.

    After a standstill only the latest due day is collected: the earlier ones are kept as missed, so that nobody is
    surprised by several charges at once.
    """
    due = (
        select(Pledge)
        .where(Pledge.kind == RECURRING, Pledge.status.in_(COLLECTED), Pledge.next_on <= day)
        .order_by(Pledge.next_on, Pledge.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    rows = session.scalars(due).all()
    for row in rows:
        _plan(session, row, day)
    session.flush()
    return len(rows) == AT_ONCE


def _plan(session: ViewerSession, row: Pledge, day: date) -> None:
    assert row.next_on is not None  # it was found by it
    schedule, missed = schedule_of(row), []
    due = row.next_on
    while (following := next_after(schedule, due)) <= day:
        missed.append(due)
        due = following
    row.next_on = following
    session.add_all(_instalment(row, one, "missed") for one in missed)
    self_paid = row.method == "self"
    session.add(_instalment(row, due, "due", None if self_paid else due))
    if missed:
        detail = {"days": [one.isoformat() for one in missed]}
        log_change(session, row, Change("missed", detail=detail))


def _instalment(row: Pledge, due: date, status: str, try_on: date | None = None) -> Instalment:
    return Instalment(
        id=new_id(),
        pledge_id=row.id,
        donor_id=row.donor_id,
        due_on=due,
        amount=row.amount,
        currency=row.currency,
        status=status,
        try_on=try_on,
    )
