"""What a draft or case is called, asked by its own applicant before its purpose is known."""

from __future__ import annotations

from sqlalchemy import select

from casework.models import Case, Draft
from casework.services.cases.find_case import case_by_id
from casework.store.session import ViewerSession

PURPOSE = "self"
"""Everybody may see what the office holds about them: under this purpose the one case is looked up."""


def own_number(session: ViewerSession) -> str:
    """The number of the viewer's case; NotFound when there is none (any more)."""
    case: Case = case_by_id(session, session.viewer.case)  # type: ignore[arg-type]  # an applicant has a case
    return case.number


def own_service(session: ViewerSession) -> str | None:
    """The service that the viewer's draft is for."""
    return session.scalar(select(Draft.workflow).where(Draft.id == session.viewer.case))
