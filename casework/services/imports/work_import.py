"""Work on an import, batch after batch: the dry run, then the run. Each batch is one transaction.

Where the next row begins stands in the run's own row and moves in the transaction that wrote the rows before it. So
whoever is killed, goes on or runs twice never writes a row twice: a batch locks the run and begins where it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from math import inf
from time import monotonic
from typing import IO
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import now
from casework.base.errors import NotFound
from casework.base.values import replace
from casework.models import ImportRun
from casework.services.imports.abilities import ByCounterPosting, ComparesRows, JoinsRows
from casework.services.imports.claims import check_claims
from casework.services.imports.keep_lines import keep_claims, keep_lines
from casework.services.imports.look_again import told_of
from casework.services.imports.read_rows import CUT_OFF, Read, Rows
from casework.services.imports.register import NEW, PERHAPS, SAME, WRONG, Entry, known_registers
from casework.services.imports.rows_together import rows_together
from casework.services.imports.totals import added
from casework.services.imports.write_rows import ImportWork, look_at, write_rows
from casework.services.office import Office, office_of
from casework.store import ledger_chain
from casework.store.files import file_store
from casework.store.session import ViewerSession

BATCH, IN_THE_BOOKS = 500, 200
"""Rows in one transaction; of what takes numbers without gaps fewer, since everybody else's gifts wait for them."""
CHECKING, RUNNING = "checking", "running"
AT_WORK = (CHECKING, RUNNING)
MORE, OVER, MOVED = "more", "over", "moved"


@contextmanager
def working(session: ViewerSession, run_id: UUID) -> Iterator[ImportWork]:
    """Open an import's file at the place where its next row begins. NotFound when there is nothing to read."""
    office = office_of(session)
    run = session.scalar(select(ImportRun).where(ImportRun.id == run_id))
    if run is None or run.store_name is None:
        raise NotFound
    with file_store().open(office.tenant.id, run.store_name) as file:
        yield _work(office, run, file)


def _work(office: Office, run: ImportRun, file: IO[bytes]) -> ImportWork:
    told, columns = told_of(office, run, file)
    register = known_registers()[run.register]
    if isinstance(register, JoinsRows) and (shared := register.joined_by(run.mapping)):
        told = replace(told, together=rows_together(file, run, run.mapping[shared]))
    rows = Rows(file, run.separator, at=run.at, line=run.line, width=len(run.headings))
    return ImportWork(run.id, register, told, columns, rows, iter(rows))


def work_on(session: ViewerSession, run_id: UUID, *, seconds: float = inf, size: int = BATCH) -> bool:
    """Work on an import for about this long, a transaction for each batch; True while there is more to do."""
    until = monotonic() + seconds
    while True:
        with working(session, run_id) as work:
            size = min(size, IN_THE_BOOKS) if isinstance(work.register, ByCounterPosting) else size
            outcome = MORE
            while outcome == MORE:
                outcome = work_batch(session, work, size=size)
                session.commit()
                session.expunge_all()  # what was written is not held: memory does not grow with the file
                if outcome == MORE and monotonic() >= until:
                    return True
        if outcome == OVER:
            return False


def work_batch(session: ViewerSession, work: ImportWork, *, size: int = BATCH) -> str:
    """The next rows of an import: whether there are `MORE`, it is `OVER` (done, stopped or broken off), or somebody
    else has `MOVED` it on since it was opened. The caller commits."""
    run = session.scalar(
        select(ImportRun)
        .where(ImportRun.id == work.run_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if run is None or run.state not in AT_WORK:
        return OVER
    if run.at != work.rows.next_at:
        return MOVED
    reads = list(islice(work.reading, size))
    cut = bool(reads) and reads[-1].fault is CUT_OFF
    entries = [work.columns.entry(read) for read in reads]
    checking = run.state == CHECKING
    if checking:
        _check(session, work, entries)
    else:
        write_rows(session, work, entries)
    _count(run, entries)
    if checking:
        run.totals = added(run.totals, entries)
    run.at, run.line = work.rows.next_at, work.rows.next_line
    if cut:
        _fail(run, reads[-1])
        return OVER
    if len(reads) < size:
        _end(session, run)
        return OVER
    return MORE


def _check(session: ViewerSession, work: ImportWork, entries: list[Entry]) -> None:
    good = look_at(session, work, entries)
    check_claims(good, earlier=session, run=work.run_id)
    if isinstance(work.register, ComparesRows):
        unclaimed = [entry for entry in good if not entry.wrong and entry.repeats is None]
        work.register.compare_in_file(session, unclaimed, work.told)
    keep_lines(session, work.run_id, "check", entries)
    keep_claims(session, work.run_id, [entry for entry in good if not entry.wrong and entry.repeats is None])


def _count(run: ImportRun, entries: list[Entry]) -> None:
    counted = {verdict: 0 for verdict in (NEW, SAME, PERHAPS, WRONG)}
    for entry in entries:
        counted[entry.verdict] += 1
    run.rows += len(entries)
    run.new += counted[NEW]
    run.same += counted[SAME]
    run.perhaps += counted[PERHAPS]
    run.wrong += counted[WRONG]


def _fail(run: ImportRun, read: Read) -> None:
    """A file that breaks off is not imported at all; when it broke off since the dry run, the run stops."""
    run.state = "failed" if run.state == CHECKING else "stopped"
    run.ended_at = now()
    run.trouble = {"code": CUT_OFF.code, "text": CUT_OFF.said.text, "values": {}, "line": read.line}


def _end(session: ViewerSession, run: ImportRun) -> None:
    if run.state == CHECKING:
        run.state, run.checked_at = "checked", now()
    else:
        run.state, run.ended_at = "done", now()
        session.flush()
        session.scalar(select(func.import_forget_check(run.id)))  # what only the dry run needed
        counted = {
            "rows": run.rows,
            "new": run.new,
            "same": run.same,
            "perhaps": run.perhaps,
            "wrong": run.wrong,
        }
        ledger_chain.record(session, "import.ended", detail={"import": str(run.id), **counted})
