"""Add a note for staff. It never goes out."""

from __future__ import annotations

from uuid import UUID

from casework.base.errors import NotAllowed
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.models import Note
from casework.policy.rulebook import require
from casework.services.cases.find_case import lock_case
from casework.services.cases.written import written
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def add_note(session: ViewerSession, case_id: UUID, body: str) -> UUID:
    """The note's id. Raises InvalidInput under `body`; NotAllowed where this duty writes no notes."""
    require("case.write_note", session.viewer)
    if not session.viewer.access.may_write("internal"):
        raise NotAllowed(phrase("Your duties here don’t include notes on this kind of case."))
    said = written(body, phrase("Write the note first"))
    case = lock_case(session, case_id)
    row = Note(id=new_id(), case_id=case.id, body=said, author_id=session.viewer.actor)
    session.add(row)
    ledger_chain.record(session, "case.noted", case=case.id)
    return row.id
