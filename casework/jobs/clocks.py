"""Deadlines that act by themselves: looked at every five minutes, each case in a transaction of its own."""

from __future__ import annotations

from uuid import UUID

from casework.jobs.queue import PATIENT, for_each_tenant, job
from casework.services.cases.run_clocks import cases_to_look_at
from casework.services.cases.run_clocks import run_clocks as run_clocks_of
from casework.store.queue import defer
from casework.store.session import ViewerSession


@job("run_clocks", retry=PATIENT)
def run_clocks(session: ViewerSession, case: str | None = None, heard: str | None = None) -> None:
    """Without a case: find those with something to do, and put each into the queue. With one: do it.

    `heard`: the event by which the applicant spoke up; who has the case is told.
    """
    if case is not None:
        run_clocks_of(session, UUID(case), heard=UUID(heard) if heard else None)
        return
    for case_id in cases_to_look_at(session):
        defer(session, "run_clocks", lock=f"case:{case_id}", case=case_id)


for_each_tenant("run_clocks", cron="*/5 * * * *")
