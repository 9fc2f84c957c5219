"""Find a case by its number or id; what is not there for this viewer is not there."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound, PurposeRequired
from casework.base.ids import parse_case_number
from casework.models import Case
from casework.store.session import ViewerSession


def find_case(session: ViewerSession, number: str) -> Case:
    """The case with this number, however it was typed."""
    found = case_if_there(session, number)
    if found is None:
        raise NotFound
    return found


def case_if_there(session: ViewerSession, number: str) -> Case | None:
    """The case with this number, if this viewer sees one."""
    plain = parse_case_number(number)
    return session.scalar(select(Case).where(Case.number == plain)) if plain else None


def case_by_id(session: ViewerSession, case_id: UUID) -> Case:
    """The case with this id."""
    found = session.scalar(select(Case).where(Case.id == case_id))
    if found is None:
        raise NotFound
    return found


def lock_case(session: ViewerSession, case_id: UUID) -> Case:
    """The case, locked until the transaction ends and read anew; its purpose must be the viewer's."""
    chosen = (
        select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
    )
    found = session.scalar(chosen)
    if found is None:
        raise NotFound
    if session.viewer.purpose != found.purpose and session.viewer.actor_kind != "system":
        raise PurposeRequired
    return found
