"""Take back a whole import: all of it in one transaction, or, where something was built upon it, nothing."""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from casework.base.clock import now
from casework.models import ImportMade, ImportRun
from casework.services.imports.find_import import find_import
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LINES = 2000
_ROW = re.compile(r"\(tenant_id, \w+\)=\(\d+, ([0-9a-f-]{36})\)")


def take_back(session: ViewerSession, run_id: UUID) -> bool:
    """Whether it was taken back. Otherwise the run says which line was built upon. The caller commits."""
    run = find_import(session, run_id, lock=True)
    if run.state != "undoing":
        return run.state == "undone"
    try:
        with session.begin_nested():
            taken = _take_all(session, run)
    except IntegrityError as built:
        _say_what(session, run, built)
        return False
    run.state, run.undone_at = "undone", now()
    ledger_chain.record(session, "import.undone", detail={"import": str(run.id), "records": taken})
    return True


def _take_all(session: ViewerSession, run: ImportRun) -> int:
    """From the last line to the first, in pieces: a statement stays short, the transaction is one."""
    taken = 0
    for last in range(run.line, 0, -LINES):
        taken += session.scalar(select(func.import_take_back(run.id, last - LINES + 1, last))) or 0
    return taken


def line_built_upon(session: ViewerSession, run: UUID, built: IntegrityError) -> tuple[int | None, str]:
    """Upon which line something was built, and the table of what was."""
    told = getattr(built.orig, "diag", None)
    found = _ROW.search(getattr(told, "message_detail", None) or "")
    line = None
    if found:
        chosen = select(ImportMade.line).where(
            ImportMade.run_id == run, ImportMade.record_id == UUID(found[1])
        )
        line = session.scalar(chosen.limit(1))
    return line, getattr(told, "table_name", None) or ""


def _say_what(session: ViewerSession, run: ImportRun, built: IntegrityError) -> None:
    """Note upon which line something was built, and which kind of thing."""
    line, table = line_built_upon(session, run.id, built)
    run.state = "done" if run.at >= run.size else "stopped"
    run.trouble = {"code": "BUILT_UPON", "table": table, "line": line}
    ledger_chain.record(session, "import.undo_refused", detail={"import": str(run.id), "line": line})
