"""Throw a draft away: its answers, its files, at once."""

from __future__ import annotations

from sqlalchemy import delete, select

from casework.models import Draft, Upload
from casework.store.files import file_store
from casework.store.session import ViewerSession


def discard_draft(session: ViewerSession) -> list[str]:
    """Delete the viewer's draft. The names of its files in the store, to be removed once this is committed."""
    mine = Upload.draft_id == session.viewer.case
    rows = session.execute(select(Upload.id, Upload.draft_id, Upload.store_name).where(mine))
    names = [row.store_name for row in rows]
    session.execute(delete(Upload).where(mine))
    session.execute(delete(Draft).where(Draft.id == session.viewer.case))
    return names


def remove_files(tenant_id: int, names: list[str]) -> None:
    """Remove files that no row names any more."""
    for name in names:
        file_store().remove(tenant_id, name)
