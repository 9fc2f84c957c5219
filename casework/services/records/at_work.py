"""The case of a request for records, locked, while its records may be worked on."""

from __future__ import annotations

from uuid import UUID

from casework.base.errors import NotFound, Refused
from casework.base.phrases import phrase
from casework.models import Case
from casework.packs import Workflow
from casework.policy.rulebook import require
from casework.services.cases.find_case import lock_case
from casework.services.cases.pin import workflow_of
from casework.services.records.read_records import GIVE
from casework.store.session import ViewerSession

NOT_NOW = phrase("Records are worked on while somebody looks for them, and during a second look")


def working_states(workflow: Workflow) -> frozenset[str]:
    """The states in which records are worked on; none where the workflow gives none out."""
    return frozenset(state for move in workflow.moves if GIVE in move.effects for state in move.sources)


def lock_at_work(session: ViewerSession, case_id: UUID) -> tuple[Case, Workflow]:
    """The case and its workflow. Raises Refused NOT_NOW in any other state, NotFound where there are no records."""
    require("record.decide", session.viewer)
    case = lock_case(session, case_id)
    workflow = workflow_of(session, case)
    states = working_states(workflow)
    if not states:
        raise NotFound
    if case.state not in states:
        raise Refused("NOT_NOW", NOT_NOW)
    return case, workflow
