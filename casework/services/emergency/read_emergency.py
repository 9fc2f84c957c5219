"""Read what an emergency access opens. Every read is tagged with the access in the ledger."""

from __future__ import annotations

from casework.base.errors import NotFound
from casework.services.cases.disclose_case import CaseView, disclose_case
from casework.services.cases.find_case import case_by_id
from casework.services.cases.pin import workflow_of
from casework.services.emergency.glass import Glass
from casework.services.people.person_view import PersonView
from casework.services.people.read_person import read_person
from casework.store.session import ViewerSession


def read_opened(session: ViewerSession, glass: Glass) -> CaseView | PersonView:
    """The one record. A disclosure: the caller commits before it shows it."""
    if not glass.active:
        raise NotFound
    session.info["because"] = {"break_glass": str(glass.id)}
    if glass.person_id is not None:
        return read_person(session, glass.person_id)
    assert glass.case_id is not None  # an access has one record
    case = case_by_id(session, glass.case_id)
    return disclose_case(session, case, workflow_of(session, case))
