"""Files of records: the original, the revision without what is withheld, and what the applicant gets. Three files."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from casework.base.ids import new_id
from casework.models import Document
from casework.services.documents.keep_file import Kept, Sent, keep_file
from casework.services.office import office_of
from casework.store.files import file_store
from casework.store.session import ViewerSession

ORIGINAL, REVISION, GIVEN = "record_original", "record_revision", "record_given"
FIELDS = (ORIGINAL, REVISION, GIVEN)
_LABELS = {ORIGINAL: "internal", REVISION: "internal", GIVEN: "matter"}
"""Only what is given out bears a class that an applicant reads: the wall keeps the other two from them."""


def keep_record_file(session: ViewerSession, case_id: UUID, field: str, sent: Sent) -> Document:
    """Take a file in, as any other is: known by its content, images drawn anew. InvalidInput under `file`."""
    used = session.scalar(
        select(func.coalesce(func.sum(Document.size), 0)).where(Document.case_id == case_id)
    )
    return _add(session, case_id, field, keep_file(session, sent, (), used=int(used or 0)))


def record_file(session: ViewerSession, document_id: UUID | None) -> Document | None:
    """A file of a record, if there is one."""
    if document_id is None:
        return None
    return session.scalar(select(Document).where(Document.id == document_id, Document.removed_at.is_(None)))


def path_of(session: ViewerSession, document: Document) -> Path:
    """Where a file lies."""
    return file_store().path(office_of(session).tenant.id, document.store_name)


def give_copy(session: ViewerSession, source: Document) -> Document:
    """A new file for the applicant, with the content of one that may be given out."""
    tenant = office_of(session).tenant.id
    content = path_of(session, source).read_bytes()
    stored = file_store().keep(tenant, BytesIO(content))
    return _add(session, source.case_id, GIVEN, Kept(source.name, source.media_type, stored, source.scan))


def _add(session: ViewerSession, case_id: UUID, field: str, kept: Kept) -> Document:
    row = Document(
        id=new_id(),
        case_id=case_id,
        field=field,
        label=_LABELS[field],
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
    session.flush()
    return row
