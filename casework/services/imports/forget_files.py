"""Files of imports go thirty days after their end, and those that were begun and left lying as well."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, or_, select

from casework.base.clock import now
from casework.models import ImportRun
from casework.services.imports.map_columns import OPEN_TO_CHANGE
from casework.store.session import ViewerSession

KEPT = timedelta(days=30)
ENDED = ("done", "undone", "dropped", "stopped")


def forget_import_files(session: ViewerSession) -> int:
    """How many files no import names any more; the sweep then removes them from the disk."""
    before = now() - KEPT
    left = ImportRun.state.in_(OPEN_TO_CHANGE) & (ImportRun.begun_at < before)
    ended = ImportRun.state.in_(ENDED) & (ImportRun.ended_at < before)
    rows = session.scalars(
        select(ImportRun).where(ImportRun.store_name.is_not(None), or_(left, ended)).with_for_update()
    ).all()
    for run in rows:
        run.store_name = None
        if run.state in OPEN_TO_CHANGE:
            run.state, run.ended_at = "dropped", now()
    session.flush()
    for run in rows:
        session.scalar(select(func.import_forget_check(run.id)))
    return len(rows)
