"""Asking many donors: some seconds of pieces at a time, each committed whole."""

from __future__ import annotations

from time import monotonic
from uuid import UUID

from casework.jobs.queue import PATIENT, job
from casework.services.appeals.ask_donors import TASK, ask_piece, go_on
from casework.store.session import ViewerSession

SECONDS = 8.0


@job(TASK, retry=PATIENT)
def ask_donors(session: ViewerSession, appeal: str) -> None:
    """Ask for a while, then put the rest into the queue. A killed one goes on."""
    until = monotonic() + SECONDS
    while ask_piece(session, UUID(appeal)):
        session.commit()
        if monotonic() > until:
            go_on(session, UUID(appeal))
            return
