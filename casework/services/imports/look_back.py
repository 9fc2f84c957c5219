"""Before a whole import is taken back: whether anything was built upon any line of it. Nothing is deleted yet."""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from casework.models import ImportMade, ImportRun
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LOOK = 500
"""Lines looked at in one transaction."""
_ROW = re.compile(r"\(tenant_id, \w+\)=\(\d+, ([0-9a-f-]{36})\)")


def look_back(session: ViewerSession, run: ImportRun) -> bool:
    """Look at the last lines that were not looked at yet; whether all of it may still be taken back.

    Otherwise the run stands as it stood before, and says which line was built upon. The caller holds its lock.
    """
    last = run.undo_looked if run.undo_looked is not None else run.line
    first = max(1, last - LOOK + 1)
    try:
        with session.begin_nested():
            session.scalar(select(func.import_look_back(run.id, first, last)))
    except IntegrityError as built:
        _say_what(session, run, built)
        return False
    run.undo_looked = first - 1
    return True


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
