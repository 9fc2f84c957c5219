"""Making papers that moves ask for."""

from __future__ import annotations

from uuid import UUID

from casework.jobs.queue import PATIENT, job
from casework.models.issued_paper import RECALL
from casework.services.papers.make_paper import make_paper
from casework.services.papers.recall_letter import issue_recall_letter
from casework.store.session import ViewerSession


@job("make_document", retry=PATIENT)
def make_document(
    session: ViewerSession, *, kind: str, case: str = "", template: str = "", event: str = ""
) -> None:
    """One paper of a case, or the letter about what became of a plate."""
    if kind == RECALL:
        issue_recall_letter(session, UUID(event))
    else:
        make_paper(session, UUID(case), kind, template)
