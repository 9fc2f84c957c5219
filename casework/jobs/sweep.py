"""Clearing up every hour, and looking at files that wait for the scanner."""

from __future__ import annotations

from casework.jobs.queue import AT_ONCE, PATIENT, for_each_tenant, job
from casework.services.documents.scan_waiting import scan_waiting
from casework.services.sweep.sweep_tenant import sweep_files, sweep_tenant
from casework.store.session import ViewerSession


@job("sweep", retry=PATIENT)
def sweep(session: ViewerSession) -> None:
    """Rows first; files only once the rows that named them are gone for good."""
    sweep_tenant(session)
    session.commit()
    sweep_files(session)


@job("scan_files", retry=AT_ONCE)
def scan_files(session: ViewerSession) -> None:
    """Ask the scanner again."""
    scan_waiting(session)


for_each_tenant("sweep", cron="23 * * * *")
for_each_tenant("scan_files", cron="*/10 * * * *")
