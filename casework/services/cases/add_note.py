"""Add a note for staff. It never goes out."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import NotAllowed
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.models import Note
from casework.policy.rulebook import require
from casework.services.cases.find_case import lock_case
from casework.services.cases.written import written
from casework.store import ledger_chain
from casework.store.session import ViewerSession

A_MOMENT = timedelta(minutes=2)


def add_note(session: ViewerSession, case_id: UUID, body: str) -> UUID:
    """The note's id. Raises InvalidInput under `body`; NotAllowed where this duty writes no notes."""
    require("case.write_note", session.viewer)
    if not session.viewer.access.may_write("internal"):
        raise NotAllowed(phrase("Your duties here don’t include notes on this kind of case."))
    said = written(body, phrase("Write the note first"))
    case = lock_case(session, case_id)
    twice = _just_written(session, case.id, said)
    if twice is not None:
        return twice
    row = Note(id=new_id(), case_id=case.id, body=said, author_id=session.viewer.actor)
    session.add(row)
    ledger_chain.record(session, "case.noted", case=case.id)
    return row.id


def _just_written(session: ViewerSession, case_id: UUID, said: str) -> UUID | None:
    """The same note by the same hand, a moment ago: a form sent twice."""
    if not session.viewer.access.may_read("internal"):
        return None
    return session.scalar(
        select(Note.id).where(
            Note.case_id == case_id,
            Note.author_id == session.viewer.actor,
            Note.at > now() - A_MOMENT,
            Note.body == said,
        )
    )
