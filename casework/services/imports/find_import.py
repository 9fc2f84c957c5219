"""One import, and forgetting what its dry run noted."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from casework.base.errors import NotFound
from casework.models import ImportRun
from casework.store.session import ViewerSession


def find_import(session: ViewerSession, run_id: UUID, *, lock: bool = False) -> ImportRun:
    """The import; NotFound when it is not there for this viewer."""
    chosen = select(ImportRun).where(ImportRun.id == run_id)
    if lock:
        chosen = chosen.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(chosen)
    if found is None:
        raise NotFound
    return found


def forget_check(session: ViewerSession, run: ImportRun) -> None:
    """Go back to before the dry run."""
    session.flush()
    session.scalar(select(func.import_forget_check(run.id)))
    run.totals = None
    rewind(run)


def rewind(run: ImportRun) -> None:
    """Begin at the first row again."""
    run.at, run.line = run.first_at, run.first_line
    run.rows = run.new = run.same = run.perhaps = run.wrong = 0
    run.trouble = None
    run.ended_at = None
