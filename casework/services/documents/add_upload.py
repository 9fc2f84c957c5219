"""Add a file to a draft, or take one away."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, func, select

from casework.base.errors import NotFound, WallError
from casework.base.ids import new_id
from casework.models import Upload
from casework.packs import Field
from casework.services.documents.keep_file import Sent, keep_file
from casework.store import ledger_chain
from casework.store.session import ViewerSession

MOST_FILES = 50


def add_upload(session: ViewerSession, field: Field, sent: Sent) -> UUID:
    """Keep a file with the viewer's draft. Where the field takes one file, it takes the place of the one before."""
    draft_id = session.viewer.case
    if draft_id is None:
        raise WallError("Files are added by the applicant whose draft it is.")
    mine = Upload.draft_id == draft_id
    used = session.scalar(select(func.coalesce(func.sum(Upload.size), 0)).where(mine)) or 0
    kept = keep_file(session, sent, field.accept, used=int(used))
    if not field.multiple:
        session.execute(delete(Upload).where(mine, Upload.field == field.name))
    row = Upload(
        id=new_id(),
        draft_id=draft_id,
        field=field.name,
        name=kept.name,
        media_type=kept.media_type,
        size=kept.stored.size,
        sha256=kept.stored.sha256,
        store_name=kept.stored.name,
        scan=kept.scan,
    )
    session.add(row)
    ledger_chain.record(session, "upload.added", case=draft_id, fields=[field.name])
    return row.id


def remove_upload(session: ViewerSession, upload_id: str) -> None:
    """Take a file out of the viewer's draft; the sweep removes it from the disk. NotFound for anybody else's."""
    try:
        wanted = UUID(upload_id)
    except ValueError:
        raise NotFound from None
    mine = (Upload.draft_id == session.viewer.case, Upload.id == wanted)
    if session.scalar(select(Upload.id).where(*mine)) is None:
        raise NotFound
    session.execute(delete(Upload).where(*mine))
