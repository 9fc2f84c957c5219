"""By when an applicant has an answer: the day by which all of it is to be done or decided, as it stands now."""

from __future__ import annotations

from casework.models import Case
from casework.packs import Workflow
from casework.services.cases.due import Running, clocks_of
from casework.services.deadlines.running import decided_by
from casework.store.session import ViewerSession


def decision_due(session: ViewerSession, case: Case, workflow: Workflow) -> Running | None:
    """The clock that says so; None when the workflow promises no day."""
    return decided_by(clocks_of(session, case, workflow))
