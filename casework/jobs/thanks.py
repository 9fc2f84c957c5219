"""Thanking many donors: some seconds of pieces at a time, each committed whole."""

from __future__ import annotations

from time import monotonic
from uuid import UUID

from casework.jobs.queue import PATIENT, job
from casework.services.thanks.start_run import TASK
from casework.services.thanks.work_run import work_piece
from casework.store.queue import defer
from casework.store.session import ViewerSession

SECONDS = 8.0


@job(TASK, retry=PATIENT)
def thank_donors(session: ViewerSession, run: str) -> None:
    """Work on a run for a while, then put the rest into the queue."""
    until = monotonic() + SECONDS
    while work_piece(session, UUID(run)):
        session.commit()
        if monotonic() > until:
            defer(session, TASK, lock=f"thanks:{run}", run=run)
            return
