"""Emergency accesses that wait for their review: looked at once a day."""

from __future__ import annotations

from casework.jobs.queue import PATIENT, for_each_tenant, job
from casework.services.emergency.remind_officers import remind_officers
from casework.store.session import ViewerSession


@job("break_glass", retry=PATIENT)
def remind(session: ViewerSession) -> None:
    """Remind the privacy officers."""
    remind_officers(session)


for_each_tenant("break_glass", cron="41 6 * * *")
