"""Destroying records of disclosures whose time is over, once a day."""

from __future__ import annotations

from casework.jobs.queue import PATIENT, for_each_tenant, job
from casework.services.lookup.end_disclosures import end_disclosures as end_them
from casework.store.session import ViewerSession


@job("end_disclosures", retry=PATIENT)
def end_disclosures(session: ViewerSession) -> None:
    """A thousand at a time, each in a transaction of its own."""
    while end_them(session):
        session.commit()


for_each_tenant("end_disclosures", cron="41 8 * * *")
