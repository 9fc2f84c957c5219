"""The files of a draft become documents of its case, under the same ids."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.models import Document, Upload
from casework.packs import Workflow
from casework.store.session import ViewerSession


def attach_uploads(session: ViewerSession, case_id: UUID, workflow: Workflow) -> None:
    """A document for each upload of the viewer's draft; each under the class of the field it answers."""
    known = {field.name: field for field in workflow.fields}
    for row in session.scalars(select(Upload).where(Upload.draft_id == session.viewer.case)):
        if row.field not in known:
            continue
        session.add(
            Document(
                id=row.id,
                case_id=case_id,
                field=row.field,
                label=known[row.field].cls,
                name=row.name,
                media_type=row.media_type,
                size=row.size,
                sha256=row.sha256,
                store_name=row.store_name,
                scan=row.scan,
                sender="them",
                at=row.at,
            )
        )
    session.flush()
