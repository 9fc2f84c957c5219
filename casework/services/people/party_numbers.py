"""The identity numbers that a case tells of a party."""

from __future__ import annotations

from sqlalchemy import select

from casework.models import Case, CaseParty
from casework.services.cases.facts import may_open, read_facts
from casework.services.cases.pin import workflow_of
from casework.store.session import ViewerSession


def numbers_of(session: ViewerSession, party: CaseParty) -> list[str]:
    """The numbers the applicant gave of themselves, where sealed data is open to the viewer; none for others."""
    case = session.scalars(select(Case).where(Case.id == party.case_id)).one()
    workflow = workflow_of(session, case)
    applicant = workflow.applicant()
    if applicant is None or applicant.role != party.role or not session.viewer.access.may_read("sealed"):
        return []
    asked = [f.name for f in workflow.fields if f.kind == "id_number" and may_open(session.viewer, f)]
    return [str(value) for value in read_facts(session, case.id, asked).values() if value]
