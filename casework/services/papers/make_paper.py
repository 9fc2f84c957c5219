"""Make a paper of a case by its kind: the one way for desks and for the worker."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound, Refused
from casework.base.phrases import phrase
from casework.models import IssuedPaper, VehicleTitle
from casework.models.issued_paper import LETTER, RELEASE, TITLE
from casework.services.papers.case_papers import issue_letter, issue_release
from casework.services.papers.title_paper import issue_title_paper
from casework.store.session import ViewerSession


def make_paper(session: ViewerSession, case_id: UUID, kind: str, template: str = "") -> IssuedPaper:
    """The paper. Raises Refused NO_TITLE, TITLE_NOT_CURRENT, NOTHING_TO_RELEASE; NotFound for what there is not."""
    if kind == LETTER:
        return issue_letter(session, case_id, template)
    if kind == RELEASE:
        return issue_release(session, case_id)
    if kind != TITLE:
        raise NotFound
    title = title_of_case(session, case_id)
    if title is None:
        raise Refused(
            "NO_TITLE", phrase("This case has brought about no title yet. Complete the transfer first")
        )
    return issue_title_paper(session, title)


def title_of_case(session: ViewerSession, case_id: UUID) -> UUID | None:
    """The title that a case brought about; None before it is complete."""
    chosen = select(VehicleTitle.id).where(VehicleTitle.case_id == case_id)
    return session.scalar(chosen.order_by(VehicleTitle.issued_at.desc()).limit(1))
