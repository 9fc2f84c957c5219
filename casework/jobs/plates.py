"""Letting the time of plates run out, once a day."""

from __future__ import annotations

from casework.jobs.queue import PATIENT, for_each_tenant, job
from casework.services.vehicles.lapse_plates import lapse_plates as let_lapse
from casework.store.session import ViewerSession


@job("lapse_plates", retry=PATIENT)
def lapse_plates(session: ViewerSession) -> None:
    """Reserved texts and held plates whose last day is over."""
    let_lapse(session)


for_each_tenant("lapse_plates", cron="11 9 * * *")
