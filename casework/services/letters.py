"""Queue letters: which wording goes to whom; the text is made by the job that sends it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.models import Case, CaseParty, Letter
from casework.packs import Workflow
from casework.store.queue import defer
from casework.store.session import ViewerSession


def queue_letter(
    session: ViewerSession, case: Case, workflow: Workflow, name: str, *, values: dict[str, Any] | None = None
) -> UUID | None:
    """Queue the pack's letter `name` to the applicant of a case. None when there is no address to write to."""
    party = workflow.applicant()
    if party is None:
        return None
    session.flush()
    address = session.scalar(
        select(CaseParty.email).where(CaseParty.case_id == case.id, CaseParty.role == party.role)
    )
    if not address:
        return None
    return queue_mail(session, name, address=address, language=case.language, case_id=case.id, values=values)


def queue_mail(
    session: ViewerSession,
    template: str,
    *,
    address: str,
    language: str,
    case_id: UUID | None = None,
    values: dict[str, Any] | None = None,
) -> UUID:
    """Queue any mail; `values` are ids and words for its template."""
    letter = Letter(
        template=template, language=language, address=address, case_id=case_id, values=values or {}
    )
    session.add(letter)
    session.flush()
    defer(session, "send_letter", letter=letter.id)
    return letter.id
