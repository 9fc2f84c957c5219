"""Open one file of a case, for somebody whose purpose and duty open it."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound, Refused
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import Document
from casework.packs import Workflow
from casework.packs.rules import all_fields
from casework.services.cases.facts import may_open
from casework.services.documents.scan_file import READABLE
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.files import file_store
from casework.store.session import ViewerSession


class OpenedFile(Value):
    """A file to be given out."""

    name: str
    media_type: str
    path: Path


def open_document(session: ViewerSession, case_id: UUID, document_id: UUID, workflow: Workflow) -> OpenedFile:
    """The file, with its disclosure on the ledger. NotFound when it is not this viewer's to read."""
    row = session.scalar(
        select(Document).where(
            Document.case_id == case_id, Document.id == document_id, Document.removed_at.is_(None)
        )
    )
    field = all_fields(workflow).get(row.field) if row else None
    if row is None or (field is not None and not may_open(session.viewer, field)):
        raise NotFound
    if row.scan not in READABLE:
        raise Refused("NOT_SCANNED", phrase("This file is still being checked. Try again in some minutes."))
    path = file_store().path(office_of(session).tenant.id, row.store_name)
    ledger_chain.record(session, "document.read", case=case_id, fields=[row.field])
    return OpenedFile(row.name, row.media_type, path)
