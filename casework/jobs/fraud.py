"""Going through the vehicle register once a day for signs of fraud."""

from __future__ import annotations

from casework.jobs.queue import PATIENT, for_each_tenant, job
from casework.services.fraud.find_flags import find_flags
from casework.store.session import ViewerSession


@job("find_fraud", retry=PATIENT)
def find_fraud(session: ViewerSession) -> None:
    """Find and keep them."""
    find_flags(session)


for_each_tenant("find_fraud", cron="41 10 * * *")
