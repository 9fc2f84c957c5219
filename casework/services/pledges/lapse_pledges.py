"""Pledges of which nothing comes any more: noted as lapsed, and open for a late payment all the same."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import aliased

from casework.domain.books import Account
from casework.models import Instalment, Pledge, Posting
from casework.services.office import office_of
from casework.services.pledges.log_change import Change, log_change
from casework.services.pledges.make_pledge import PLEDGE
from casework.store.session import ViewerSession

AT_ONCE = 50
LAPSED = "lapsed"


def lapse_pledges(session: ViewerSession, day: date) -> bool:
    """Note some of the pledges as lapsed that have a part overdue too long, and of which nothing was paid meanwhile.
    True while there may be more. Commit after each."""
    before = day - timedelta(days=office_of(session).kind.giving.lapse_days)
    part, paid = aliased(Instalment), aliased(Posting)
    overdue = select(part.id).where(part.pledge_id == Pledge.id, part.status == "due", part.due_on < before)
    came = select(paid.id).where(
        paid.pledge_id == Pledge.id,
        paid.account == Account.PROMISED.value,
        paid.amount > 0,
        paid.book_on >= before,
    )
    rows = session.scalars(
        select(Pledge)
        .where(Pledge.kind == PLEDGE, Pledge.status == "active", overdue.exists(), ~came.exists())
        .order_by(Pledge.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for row in rows:
        row.status = LAPSED
        log_change(session, row, Change(LAPSED))
    session.flush()
    return len(rows) == AT_ONCE
