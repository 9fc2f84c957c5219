"""Find the case that somebody works on, under the purpose it was opened for."""

from __future__ import annotations

from uuid import UUID

from casework.base.errors import PurposeRequired
from casework.base.phrases import phrase
from casework.models import Case
from casework.services.cases.find_case import case_by_id, find_case
from casework.store.session import ViewerSession


def case_in_hand(session: ViewerSession, reference: str) -> Case:
    """The case with this id or number. Raises NotFound, and PurposeRequired when the viewer looks for another purpose.

    A case is read and moved under its own purpose only, whoever looks. What is read from now on is read for it.
    """
    try:
        case = case_by_id(session, UUID(reference))
    except ValueError:
        case = find_case(session, reference)
    if case.purpose != session.viewer.purpose:
        raise PurposeRequired(phrase("This case was opened for another purpose than the one you look for."))
    session.info["case"] = case.id
    return case
