"""Imports of registers: a few seconds of batches at a time, so that nobody's mail waits for a hundred thousand rows."""

from __future__ import annotations

from uuid import UUID

from casework.jobs.queue import PATIENT, job
from casework.services.imports.drive_import import TASK
from casework.services.imports.find_import import find_import
from casework.services.imports.work_import import work_on
from casework.services.imports.work_undo import undo_on
from casework.store.queue import defer
from casework.store.session import ViewerSession

SECONDS = 8.0


@job(TASK, retry=PATIENT)
def import_register(session: ViewerSession, run: str) -> None:
    """Work on an import for a while, then put the rest into the queue; or take it back. A killed one goes on."""
    go_on = undo_on if find_import(session, UUID(run)).state == "undoing" else work_on
    if go_on(session, UUID(run), seconds=SECONDS):
        defer(session, TASK, lock=f"import:{session.viewer.tenant}", run=run)
