"""Work on an import, batch after batch: the dry run, then the run. Each batch is one transaction.

Where the next row begins stands in the run's own row and moves in the transaction that wrote the rows before it. So
whoever is killed, goes on or runs twice never writes a row twice: a batch locks the run and begins where it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from math import inf
from time import monotonic
from typing import IO
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from casework.base.clock import now
from casework.base.errors import NotFound
from casework.base.phrases import phrase
from casework.models import ImportRun
from casework.packs.field_kinds import Asking
from casework.services.imports.claims import check_claims
from casework.services.imports.keep_lines import decisions, keep_claims, keep_lines, keep_made
from casework.services.imports.read_rows import CUT_OFF, Read, Rows
from casework.services.imports.read_values import Columns
from casework.services.imports.register import (
    NEW,
    PERHAPS,
    SAME,
    WRONG,
    Entry,
    RegisterToImport,
    Told,
    known_registers,
)
from casework.services.office import Office, office_of
from casework.store import ledger_chain
from casework.store.files import file_store
from casework.store.session import ViewerSession

BATCH = 500
CHECKING, RUNNING = "checking", "running"
AT_WORK = (CHECKING, RUNNING)
MORE, OVER, MOVED = "more", "over", "moved"


@dataclass(slots=True)
class ImportWork:
    """An import that is being worked on: its file is open, and stands where the run says."""

    run_id: UUID
    register: RegisterToImport
    told: Told
    columns: Columns
    rows: Rows
    reading: Iterator[Read]


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
    register = known_registers()[run.register]
    tenant = office.tenant
    asking = Asking(tenant.language, tenant.country, tenant.currency)
    told = Told(office, run.id, run.source, asking, run.day_order, run.begun_by)
    rows = Rows(file, run.separator, at=run.at, line=run.line, width=len(run.headings))
    columns = Columns(register.fields(office), run.mapping, run.headings, told)
    return ImportWork(run.id, register, told, columns, rows, iter(rows))


def work_on(session: ViewerSession, run_id: UUID, *, seconds: float = inf, size: int = BATCH) -> bool:
    """Work on an import for about this long, a transaction for each batch; True while there is more to do."""
    until = monotonic() + seconds
    while True:
        with working(session, run_id) as work:
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
    if run.state == CHECKING:
        _check(session, work, entries)
    else:
        _write(session, work, entries)
    _count(run, entries)
    run.at, run.line = work.rows.next_at, work.rows.next_line
    if cut:
        _fail(run, reads[-1])
        return OVER
    if len(reads) < size:
        _end(session, run)
        return OVER
    return MORE


def _look(session: ViewerSession, work: ImportWork, entries: list[Entry]) -> list[Entry]:
    """Compare with what is here; the rows that can be taken as they stand."""
    good = [entry for entry in entries if not entry.wrong]
    if good:
        work.register.look(session, good, work.told)
    return [entry for entry in good if not entry.wrong]


def _check(session: ViewerSession, work: ImportWork, entries: list[Entry]) -> None:
    good = _look(session, work, entries)
    check_claims(good, earlier=session, run=work.run_id)
    keep_lines(session, work.run_id, "check", entries)
    keep_claims(session, work.run_id, [entry for entry in good if not entry.wrong and entry.repeats is None])


def _write(session: ViewerSession, work: ImportWork, entries: list[Entry]) -> None:
    _settle(session, work, entries)
    try:
        with session.begin_nested():
            _write_new(session, work, entries)
    except IntegrityError:
        # Somebody wrote the same at the counter meanwhile: find out which row it is, one by one.
        for entry in entries:
            _write_alone(session, work, entry)
    keep_made(session, work.told, work.register, entries)
    keep_lines(session, work.run_id, "run", [entry for entry in entries if not entry.made or entry.wrong])
    made = [entry for entry in entries if entry.made]
    if made:
        ledger_chain.record(
            session,
            "register.imported",
            subjects=[
                record for entry in made for table, record in entry.made if table == work.register.record
            ],
            fields=sorted({name for entry in made for name in entry.values}),
            detail={"import": str(work.run_id), "rows": len(made)},
        )


def _settle(session: ViewerSession, work: ImportWork, entries: list[Entry]) -> None:
    """Look at the rows as they are now, and at what was decided about those that are perhaps here."""
    good = _look(session, work, entries)
    check_claims(good, earlier=None, run=work.run_id)
    for line, (decision, record) in decisions(session, work.run_id, good).items():
        for entry in good:
            if entry.line == line and entry.verdict == PERHAPS:
                entry.decision = decision
                if decision == NEW:
                    entry.perhaps = ()
                elif decision == SAME:
                    entry.record = record


def _write_new(session: ViewerSession, work: ImportWork, entries: list[Entry]) -> None:
    fresh = [entry for entry in entries if entry.verdict == NEW]
    if fresh:
        work.register.write(session, fresh, work.told)


def _write_alone(session: ViewerSession, work: ImportWork, entry: Entry) -> None:
    again = Entry(entry.line, entry.at, dict(entry.values), list(entry.wrong))
    entry.made.clear()
    entry.more.clear()
    entry.claims.clear()
    if entry.verdict != NEW:
        return
    with suppress(IntegrityError):
        with session.begin_nested():
            work.register.look(session, [again], work.told)
            if not again.wrong and again.record is None:
                work.register.write(session, [again], work.told)
        entry.made, entry.record, entry.wrong = again.made, again.record, again.wrong
        entry.number, entry.numbered = again.number, again.numbered
        return
    entry.refuse(
        "", "MEANWHILE", phrase("Somebody entered the same at the counter meanwhile. Compare the two")
    )


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
