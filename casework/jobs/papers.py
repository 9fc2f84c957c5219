"""Making papers that moves ask for."""

from __future__ import annotations

from uuid import UUID

from casework.jobs.queue import PATIENT, job
from casework.services.papers.make_paper import make_paper
from casework.store.session import ViewerSession


@job("make_document", retry=PATIENT)
def make_document(session: ViewerSession, *, case: str, kind: str, template: str = "") -> None:
    """One paper of a case."""
    make_paper(session, UUID(case), kind, template)
