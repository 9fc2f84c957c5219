"""Take an import back piece by piece.

A piece is one transaction. Where the next one ends stands in the run's own row, so whoever is killed goes on. What
was built upon stays and is named. Donors and gifts are taken back as far as that goes; of other registers every line
is looked at first, and nothing is deleted where anything was built upon one of them before it began.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import inf
from time import monotonic
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from casework.base.clock import now
from casework.base.phrases import phrase
from casework.models import ImportLine, ImportMade, ImportRun
from casework.services.imports.abilities import ByCounterPosting, InParts, Kept
from casework.services.imports.find_import import find_import
from casework.services.imports.keep_lines import kept_values
from casework.services.imports.look_back import line_built_upon, look_back
from casework.services.imports.register import BUILT_UPON, RegisterToImport, Wrong, known_registers
from casework.services.insert_rows import insert_rows
from casework.store import ledger_chain
from casework.store.session import ViewerSession

PIECE, GIFTS = 500, 100
"""Lines taken back in one transaction; of what takes counter-postings fewer, since numbers wait meanwhile."""
UNDOING = "undoing"


def undo_on(session: ViewerSession, run_id: UUID, *, seconds: float = inf) -> bool:
    """Take back for about this long; True while there is more. Otherwise the run says how it ended."""
    register = known_registers()[find_import(session, run_id).register]
    until = monotonic() + seconds
    while _piece(session, run_id, register):
        session.commit()
        session.expunge_all()
        if monotonic() >= until:
            return True
    session.commit()
    return False


def _piece(session: ViewerSession, run_id: UUID, register: RegisterToImport) -> bool:
    """Take the last lines back that are still to be, or look at them first; whether there are more."""
    run = find_import(session, run_id, lock=True)
    if run.state != UNDOING:
        return False
    if not isinstance(register, InParts) and run.undo_looked != 0:
        return look_back(session, run)
    last = run.undo_line if run.undo_line is not None else run.line
    first = max(1, last - (GIFTS if isinstance(register, ByCounterPosting) else PIECE) + 1)
    kept = _take(session, run, register, first, last)
    if kept:
        insert_rows(session, ImportLine, [kept_values(run.id, one) for one in kept])
    run.kept += len(kept)
    run.undo_line = first - 1
    if first > 1:
        return True
    run.state, run.undone_at = "undone", now()
    ledger_chain.record(session, "import.undone", detail={"import": str(run.id), "kept": run.kept})
    return False


def _take(
    session: ViewerSession, run: ImportRun, register: RegisterToImport, first: int, last: int
) -> list[Kept]:
    made = _made(session, run.id, register.record, first, last)
    if isinstance(register, ByCounterPosting):
        kept = register.take_back_lines(session, made, changed=run.undo_changed or "keep")
        stay = {one.line for one in kept if one.why.code != "GONE"}
    else:
        kept, stay = [], set()
    found = _delete(session, run.id, first, last, stay)
    records = dict(made)
    return [*kept, *(_built_upon(line, table, records.get(line, run.id)) for line, table in found.items())]


def _made(session: ViewerSession, run: UUID, record: str, first: int, last: int) -> list[tuple[int, UUID]]:
    chosen = select(ImportMade.id, ImportMade.line, ImportMade.record_id).where(
        ImportMade.run_id == run, ImportMade.record == record, ImportMade.line.between(first, last)
    )
    return [(row.line, row.record_id) for row in session.execute(chosen.order_by(ImportMade.line.desc()))]


def _delete(session: ViewerSession, run: UUID, first: int, last: int, stay: set[int]) -> dict[int, str]:
    """Delete what these lines made, but for those that stay; line → table of what was built upon what is left."""
    found: dict[int, str] = {}
    ranges = list(_between(first, last, stay))
    while ranges:
        low, high = ranges.pop()
        try:
            with session.begin_nested():
                session.scalar(select(func.import_take_back(run, low, high)))
        except IntegrityError as built:
            line, table = line_built_upon(session, run, built)
            if low == high:
                found[low] = table
            elif line is not None and low <= line <= high:
                found[line] = table
                ranges += [one for one in ((low, line - 1), (line + 1, high)) if one[0] <= one[1]]
            else:
                middle = (low + high) // 2
                ranges += [(low, middle), (middle + 1, high)]
    return found


def _between(first: int, last: int, stay: set[int]) -> Sequence[tuple[int, int]]:
    """The ranges of lines between those that stay."""
    edges = [first - 1, *sorted(stay), last + 1]
    return [(low + 1, high - 1) for low, high in pairwise(edges) if high - low > 1]


def _built_upon(line: int, table: str, record: UUID) -> Kept:
    return Kept(line, record, Wrong("", BUILT_UPON, phrase("Something names it now", table=table)))
