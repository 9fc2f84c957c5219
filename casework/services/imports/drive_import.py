"""The acts on an import: look at every row, write, stop, go on, take back, drop. The worker does the work."""

from __future__ import annotations

from uuid import UUID

from casework.base.clock import now
from casework.base.errors import InvalidInput, Refused
from casework.base.phrases import phrase
from casework.models import ImportRun
from casework.services.imports.find_import import find_import, forget_check, rewind
from casework.services.imports.map_columns import OPEN_TO_CHANGE
from casework.store import ledger_chain
from casework.store.queue import defer
from casework.store.session import ViewerSession

TASK = "import_register"


def check_import(session: ViewerSession, run_id: UUID) -> ImportRun:
    """Begin the dry run: every row is looked at, nothing is written."""
    run = _in_state(session, run_id, *OPEN_TO_CHANGE)
    forget_check(session, run)
    run.state = "checking"
    _go(session, run, "import.checked")
    return run


def start_import(session: ViewerSession, run_id: UUID, *, leave_out: int) -> ImportRun:
    """Begin to write. `leave_out` is how many rows the reader was told are left out: another number is refused."""
    run = _in_state(session, run_id, "checked")
    if leave_out != run.wrong + run.perhaps:
        raise Refused(
            "COUNT_CHANGED", phrase("The numbers have changed since this page was shown. Look at them again")
        )
    if run.rows == run.wrong:
        raise InvalidInput({"": phrase("No row can be taken in. Correct the file and begin again")})
    rewind(run)
    run.state, run.started_at = "running", now()
    _go(session, run, "import.started")
    return run


def stop_import(session: ViewerSession, run_id: UUID) -> ImportRun:
    """Stop after the batch that is being written. A dry run begins anew, a run can go on or be taken back."""
    run = _in_state(session, run_id, "checking", "running")
    if run.state == "running":
        run.state, run.ended_at = "stopped", now()
    else:
        run.state = "uploaded"
        forget_check(session, run)
    ledger_chain.record(session, "import.stopped", detail={"import": str(run.id), "rows": run.rows})
    return run


def resume_import(session: ViewerSession, run_id: UUID) -> ImportRun:
    """Go on where it stopped."""
    run = _in_state(session, run_id, "stopped")
    run.state, run.ended_at, run.trouble = "running", None, None
    _go(session, run, "import.resumed")
    return run


def undo_import(session: ViewerSession, run_id: UUID) -> ImportRun:
    """Ask for all that an import made to be taken back. It is, as long as nothing was built upon it."""
    run = _in_state(session, run_id, "done", "stopped")
    run.state, run.trouble = "undoing", None
    _go(session, run, "import.undo_asked")
    return run


def drop_import(session: ViewerSession, run_id: UUID) -> ImportRun:
    """Give up an import that has written nothing: its file is deleted, what was found of its rows too."""
    run = _in_state(session, run_id, *OPEN_TO_CHANGE)
    forget_check(session, run)
    run.state, run.ended_at, run.store_name = "dropped", now(), None
    session.flush()
    ledger_chain.record(session, "import.dropped", detail={"import": str(run.id)})
    return run


def _in_state(session: ViewerSession, run_id: UUID, *states: str) -> ImportRun:
    run = find_import(session, run_id, lock=True)
    if run.state not in states:
        raise Refused(
            "IMPORT_STATE", phrase("This import has moved on since the page was shown. Look at it again")
        )
    return run


def _go(session: ViewerSession, run: ImportRun, act: str) -> None:
    """Let the worker begin. One import of an office after the other."""
    session.flush()
    ledger_chain.record(session, act, detail={"import": str(run.id), "register": run.register})
    defer(session, TASK, lock=f"import:{session.viewer.tenant}", run=run.id)
