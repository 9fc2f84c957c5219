"""Add a paper to a case that is there: what somebody brought to the counter or sent by post."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from casework.base.errors import InvalidInput, NotAllowed
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.models import Document
from casework.packs import Field, Workflow
from casework.policy.rulebook import require
from casework.services.cases.events import add_event
from casework.services.cases.find_case import lock_case
from casework.services.documents.keep_file import Sent, keep_file
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def add_document(
    session: ViewerSession, case_id: UUID, workflow: Workflow, *, field: str, sent: Sent
) -> UUID:
    """The document's id. Raises InvalidInput under `field` or `file`; NotAllowed where this duty adds none."""
    require("document.add", session.viewer)
    asked = next((one for one in addable(session, workflow) if one.name == field), None)
    if asked is None:
        raise InvalidInput({"field": phrase("Choose which paper it is")})
    case = lock_case(session, case_id)
    if case.closed_at is not None:
        raise NotAllowed(phrase("This case is closed. Papers are added to open cases only."))
    held = Document.case_id == case.id
    used = session.scalar(select(func.coalesce(func.sum(Document.size), 0)).where(held)) or 0
    kept = keep_file(session, sent, asked.accept, used=int(used))
    row = Document(
        id=new_id(),
        case_id=case.id,
        field=asked.name,
        label=asked.cls,
        name=kept.name,
        media_type=kept.media_type,
        size=kept.stored.size,
        sha256=kept.stored.sha256,
        store_name=kept.stored.name,
        scan=kept.scan,
        sender="us",
        author_id=session.viewer.actor,
    )
    session.add(row)
    add_event(session, case.id, "paper", detail={"field": asked.name})
    ledger_chain.record(session, "document.added", case=case.id, fields=[asked.name])
    return row.id


def addable(session: ViewerSession, workflow: Workflow) -> list[Field]:
    """The papers of a workflow that this viewer may add."""
    return [
        field
        for field in workflow.fields
        if field.kind == "file" and session.viewer.access.may_write(field.cls)
    ]
