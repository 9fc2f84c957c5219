"""Queue letters: which wording goes to whom; the text is made by the job that sends it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from casework.base.clock import now
from casework.models import Case, Letter
from casework.packs import Workflow
from casework.store.queue import defer
from casework.store.session import ViewerSession


def queue_letter(
    session: ViewerSession, case: Case, workflow: Workflow, name: str, *, values: dict[str, Any] | None = None
) -> UUID | None:
    """Queue the pack's letter `name` to the applicant of a case; None when the pack knows no address to write to.

    The address is looked up by the job that sends it: whoever moves a case need not be one who may read it.
    """
    party = workflow.applicant()
    if party is None or party.email is None:
        return None
    return queue_mail(session, name, language=case.language, case_id=case.id, values=values)


def queue_mail(
    session: ViewerSession,
    template: str,
    *,
    language: str,
    address: str | None = None,
    case_id: UUID | None = None,
    values: dict[str, Any] | None = None,
    to_person: UUID | None = None,
    topic: str | None = None,
) -> UUID:
    """Queue any mail; `values` are ids and words for its template. Without an address it goes to the applicant.

    `topic`: what a mail to a person on record is about, so that the database refuses it where they said no.
    """
    letter = Letter(template=template, language=language, case_id=case_id, values=values or {})
    letter.person_id, letter.topic = to_person, topic
    if address is not None:
        letter.address = address
    session.add(letter)
    if session.info.get("history"):
        # What is taken in as history was sent when it happened; nobody gets it again.
        letter.sent_at = now()
        session.flush()
        return letter.id
    session.flush()
    defer(session, "send_letter", letter=letter.id)
    return letter.id
