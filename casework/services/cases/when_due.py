"""By when an applicant has an answer: the day of the promise to decide, as it stands now."""

from __future__ import annotations

from casework.models import Case
from casework.packs import Workflow
from casework.services.cases.due import OPENED, Running, clocks_of
from casework.store.session import ViewerSession


def decision_due(session: ViewerSession, case: Case, workflow: Workflow) -> Running | None:
    """The clock that began with the case; None when the workflow promises no day."""
    running = clocks_of(session, case, workflow)
    return next((one for one in running if one.clock.starts == OPENED), None)
