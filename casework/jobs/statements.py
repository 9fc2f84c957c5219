"""Year-end statements: some seconds of donors at a time, each piece committed whole."""

from __future__ import annotations

from time import monotonic
from uuid import UUID

from casework.jobs.queue import PATIENT, job
from casework.services.statements.start_run import TASK, go_on
from casework.services.statements.work_run import work_piece
from casework.store.session import ViewerSession

SECONDS = 8.0


@job(TASK, retry=PATIENT)
def make_statements(session: ViewerSession, run: str) -> None:
    """Work on a run for a while, then put the rest into the queue. A killed one goes on."""
    until = monotonic() + SECONDS
    while work_piece(session, UUID(run)):
        session.commit()
        if monotonic() > until:
            go_on(session, UUID(run))
            return
