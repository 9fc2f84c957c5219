"""What is due in grants becomes tasks, each morning."""

from __future__ import annotations

from casework.jobs.queue import PATIENT, for_each_tenant, job
from casework.services.donors.remind_grants import TASK
from casework.services.donors.remind_grants import remind_grants as remind
from casework.store.session import ViewerSession


@job(TASK, retry=PATIENT)
def remind_grants(session: ViewerSession) -> None:
    """Put on the desk what is due within two weeks."""
    remind(session)


for_each_tenant(TASK, cron="20 5 * * *")
