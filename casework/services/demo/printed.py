"""Papers of the demo that can be checked: a certificate of title, a receipt of release, a letter that asks."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import Refused
from casework.models import Case, IssuedPaper, VehicleTitle
from casework.models.issued_paper import LETTER, RELEASE, TITLE
from casework.services.demo.cases import Stage
from casework.services.papers.case_papers import issue_letter, issue_release
from casework.services.papers.title_paper import issue_title_paper
from casework.store.session import ViewerSession

WHERE = "northport"


def print_papers(stage: Stage) -> None:
    """One of each kind, as soon as there is a case that has it. What is there is not printed again."""
    if stage.demo.slug != WHERE:
        return
    with stage.office.open(stage.office.system("load_demo")) as session:
        kinds = session.scalars(select(IssuedPaper.kind).where(IssuedPaper.case_id.is_not(None))).all()
        for kind, issue in PAPERS.items():
            if kind not in kinds:
                with suppress(Refused):
                    issue(session)
        session.commit()


def _title(session: ViewerSession) -> None:
    chosen = select(VehicleTitle.id).where(
        VehicleTitle.case_id.is_not(None), VehicleTitle.superseded_at.is_(None)
    )
    title = session.scalar(chosen.order_by(VehicleTitle.issued_at.desc()).limit(1))
    if title is not None:
        issue_title_paper(session, title)


def _release(session: ViewerSession) -> None:
    case = _case(session, "release_of_liability", "recorded")
    if case is not None:
        issue_release(session, case)


def _question(session: ViewerSession) -> None:
    case = _case(session, "vehicle_transfer", "awaiting_applicant")
    if case is not None:
        issue_letter(session, case, "question")


def _case(session: ViewerSession, workflow: str, state: str) -> UUID | None:
    """One in this state, rather of somebody whose language is not English: their paper is in theirs."""
    chosen = select(Case.id).where(Case.workflow == workflow, Case.state == state)
    return session.scalar(chosen.order_by(Case.language.desc(), Case.opened_at).limit(1))


PAPERS = {TITLE: _title, RELEASE: _release, LETTER: _question}
