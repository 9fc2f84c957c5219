"""Looking through the ledger once a day for looks that somebody should ask about."""

from __future__ import annotations

from casework.jobs.queue import PATIENT, for_each_tenant, job
from casework.services.looks.find_signals import find_signals as find
from casework.store.session import ViewerSession


@job("find_signals", retry=PATIENT)
def find_signals(session: ViewerSession) -> None:
    """Find and keep them."""
    find(session)


for_each_tenant("find_signals", cron="13 9 * * *")
