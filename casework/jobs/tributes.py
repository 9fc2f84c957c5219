"""Telling people of gifts in honour or memory: one at a time, each committed whole."""

from __future__ import annotations

from uuid import UUID

from casework.jobs.queue import PATIENT, job
from casework.services.tributes.decide import TASK
from casework.services.tributes.tell import tell
from casework.store.session import ViewerSession


@job(TASK, retry=PATIENT)
def tell_tribute(session: ViewerSession, tribute: str) -> None:
    """Write to one of them."""
    tell(session, UUID(tribute))
