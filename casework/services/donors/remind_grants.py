"""Two weeks before something is due in a grant it becomes a task on the desk: once, whoever asks how often."""

from __future__ import annotations

from sqlalchemy import select

from casework.base.clock import now, today
from casework.domain.grants import REMIND_BEFORE
from casework.models import DonorTask, FundingGrant, GrantDeadline
from casework.services.donors.care_plans import GRANT
from casework.services.office import office_of
from casework.store.session import ViewerSession

TASK = "remind_grants"


def remind_grants(session: ViewerSession) -> int:
    """Make the tasks; how many."""
    day = today(office_of(session).tenant.timezone)
    rows = session.scalars(
        select(GrantDeadline)
        .where(
            *(GrantDeadline.done_on.is_(None), GrantDeadline.reminded_on.is_(None)),
            GrantDeadline.due_on <= day + REMIND_BEFORE,
        )
        .order_by(GrantDeadline.due_on, GrantDeadline.id)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        grant = session.execute(
            select(FundingGrant.id, FundingGrant.funder_id, FundingGrant.member_id).where(
                FundingGrant.id == row.grant_id
            )
        ).one()
        task = DonorTask(donor_id=grant.funder_id, plan=GRANT, due_on=row.due_on, made_at=now())
        task.what, task.member_id = f"grant_{row.kind}", grant.member_id
        session.add(task)
        row.reminded_on = day
    session.flush()
    return len(rows)
