"""Beginning a plan of care for many donors: some seconds of pieces at a time, each committed whole."""

from __future__ import annotations

from time import monotonic
from uuid import UUID

from casework.jobs.queue import PATIENT, job
from casework.services.donors.care_runs import TASK, care_piece, go_on
from casework.store.session import ViewerSession

SECONDS = 8.0


@job(TASK, retry=PATIENT)
def begin_care(session: ViewerSession, run: str) -> None:
    """Begin it for a while, then put the rest into the queue. A killed one goes on."""
    until = monotonic() + SECONDS
    while care_piece(session, UUID(run)):
        session.commit()
        if monotonic() > until:
            go_on(session, UUID(run))
            return
