"""Deadlines counted anew after a change of the calendar, and every night to be sure."""

from __future__ import annotations

from uuid import UUID

from casework.jobs.queue import PATIENT, for_each_tenant, job
from casework.services.deadlines.recount import TASK, recount_some
from casework.store.queue import defer
from casework.store.session import ViewerSession


@job(TASK, retry=PATIENT)
def recount_deadlines(session: ViewerSession, after: str | None = None) -> None:
    """Count some cases and put the rest into the queue: a worker that is stopped goes on where it was."""
    last = recount_some(session, UUID(after) if after else None)
    if last is not None:
        defer(session, TASK, lock=f"{TASK}:{session.viewer.tenant}", after=last)


for_each_tenant(TASK, cron="20 2 * * *")
