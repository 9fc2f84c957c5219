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
KEEP, REVERSE = "keep", "reverse"


def check_import(session: ViewerSession, run_id: UUID) -> ImportRun:
    """Let the worker look at every row; nothing is written."""
    return _go(session, begin_check(session, run_id))


def begin_check(session: ViewerSession, run_id: UUID) -> ImportRun:
    """Begin the dry run, for whoever works on it."""
    run = _in_state(session, run_id, *OPEN_TO_CHANGE)
    forget_check(session, run)
    run.state = "checking"
    _tell(session, run, "import.checked")
    return run


def start_import(session: ViewerSession, run_id: UUID, *, leave_out: int) -> ImportRun:
    """Let the worker write. `leave_out`: how many rows the reader was told stay out; another number is refused."""
    run = _in_state(session, run_id, "checked")
    if leave_out != run.wrong + run.perhaps:
        raise Refused(
            "COUNT_CHANGED", phrase("The numbers have changed since this page was shown. Look at them again")
        )
    return _go(session, begin_writing(session, run_id))


def begin_writing(session: ViewerSession, run_id: UUID) -> ImportRun:
    """Begin to write, or go on where it stopped, for whoever works on it."""
    run = _in_state(session, run_id, "checked", "stopped", "running")
    if run.state == "checked":
        if run.rows == run.wrong:
            raise InvalidInput({"": phrase("No row can be taken in. Correct the file and begin again")})
        rewind(run)
        run.started_at = now()
        _tell(session, run, "import.started")
    else:
        run.ended_at, run.trouble = None, None
        _tell(session, run, "import.resumed")
    run.state = "running"
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
    """Let the worker go on where it stopped."""
    _in_state(session, run_id, "stopped")
    return _go(session, begin_writing(session, run_id))


def undo_import(session: ViewerSession, run_id: UUID, *, changed: str = KEEP) -> ImportRun:
    """Let the worker take back all that an import made. It does, as long as nothing was built upon it.

    `changed`: gifts that something was done about since are kept, or taken back by counter-postings like the others.
    """
    return _go(session, begin_undo(session, run_id, changed=changed))


def begin_undo(session: ViewerSession, run_id: UUID, *, changed: str = KEEP) -> ImportRun:
    """Begin to take back, for whoever does it. Refused SAME_PERSON: who brought gifts in that something was done
    about since does not take those back alone."""
    if changed not in (KEEP, REVERSE):
        raise InvalidInput({"changed": phrase("Choose what happens to what was changed since")})
    run = _in_state(session, run_id, "done", "stopped")
    if changed == REVERSE and run.begun_by is not None and run.begun_by == session.viewer.actor:
        raise Refused(
            "SAME_PERSON",
            phrase(
                "Not by you: you brought this file in, so a second person takes back what was changed since"
            ),
        )
    run.state, run.trouble, run.undo_changed, run.undo_looked = "undoing", None, changed, None
    _tell(session, run, "import.undo_asked")
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


def _tell(session: ViewerSession, run: ImportRun, act: str) -> None:
    ledger_chain.record(session, act, detail={"import": str(run.id), "register": run.register})


def _go(session: ViewerSession, run: ImportRun) -> ImportRun:
    """Put it into the queue. One import of an office after the other."""
    session.flush()
    defer(session, TASK, lock=f"import:{session.viewer.tenant}", run=run.id)
    return run
