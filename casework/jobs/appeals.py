"""Asking many donors, and printing their letters: some seconds of pieces at a time, each committed whole."""

from __future__ import annotations

from time import monotonic
from uuid import UUID

from casework.jobs.queue import PATIENT, job
from casework.services.appeals import ask_donors as asking
from casework.services.appeals import print_letters as printing
from casework.store.session import ViewerSession

SECONDS = 8.0


@job(asking.TASK, retry=PATIENT)
def ask_donors(session: ViewerSession, appeal: str) -> None:
    """Ask for a while, then put the rest into the queue. A killed one goes on."""
    until = monotonic() + SECONDS
    while asking.ask_piece(session, UUID(appeal)):
        session.commit()
        if monotonic() > until:
            asking.go_on(session, UUID(appeal))
            return


@job(printing.TASK, retry=PATIENT)
def print_letters(session: ViewerSession, run: str) -> None:
    """Make letters for a while, then put the rest into the queue. A killed one goes on."""
    until = monotonic() + SECONDS
    while printing.print_piece(session, UUID(run)):
        session.commit()
        if monotonic() > until:
            printing.go_on(session, UUID(run))
            return
