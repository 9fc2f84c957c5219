"""Write the rows of a batch: looked at once more as things are now, with what was decided about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from casework.base.phrases import phrase
from casework.services.imports.abilities import WithNotes
from casework.services.imports.claims import check_claims
from casework.services.imports.keep_lines import Decided, decisions, keep_lines, keep_made, records_of_lines
from casework.services.imports.read_rows import Read, Rows
from casework.services.imports.read_values import Columns
from casework.services.imports.register import NEW, SAME, Entry, RegisterToImport, Told
from casework.store import ledger_chain
from casework.store.session import ViewerSession


@dataclass(slots=True)
class ImportWork:
    """An import that is being worked on: its file is open, and stands where the run says."""

    run_id: UUID
    register: RegisterToImport
    told: Told
    columns: Columns
    rows: Rows
    reading: Iterator[Read]


def look_at(session: ViewerSession, work: ImportWork, entries: list[Entry]) -> list[Entry]:
    """Compare with what is here; the rows that can be taken as they stand."""
    good = [entry for entry in entries if not entry.wrong]
    if good:
        work.register.look(session, good, work.told)
    return [entry for entry in good if not entry.wrong]


def write_rows(session: ViewerSession, work: ImportWork, entries: list[Entry]) -> None:
    """Write the rows of a batch that are new, and keep what became of each."""
    _settle(session, work, entries)
    try:
        with session.begin_nested():
            _write_new(session, work, entries)
    except IntegrityError:
        # Somebody wrote the same at the counter meanwhile: find out which row it is, one by one.
        for entry in entries:
            _write_alone(session, work, entry)
    _join_repeated(work, entries)
    _note(session, work, entries)
    keep_made(session, work.told, work.register, entries)
    keep_lines(session, work.run_id, "run", [entry for entry in entries if entry.verdict != NEW])
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
    good = look_at(session, work, entries)
    check_claims(good, earlier=None, run=work.run_id)
    told = decisions(session, work.run_id, good)
    lines = {one.of_line for one in told.values() if one.of_line is not None}
    known = records_of_lines(session, work.run_id, work.register.record, lines)
    here = {entry.line: entry for entry in good}
    for entry in good:
        if entry.line in told and not entry.numbered:
            _apply(entry, told[entry.line], known, here)


def _apply(entry: Entry, told: Decided, known: Mapping[int, UUID], here: Mapping[int, Entry]) -> None:
    """Do what was said of a row, whatever is found of it now; of whom nothing was said stays out, and who goes with
    a row that stays out."""
    entry.record = entry.repeats = None
    first = here.get(told.of_line or 0)
    entry.decision, entry.of_line = told.decision, told.of_line
    if told.decision == NEW:
        entry.perhaps, entry.perhaps_lines = (), ()
    elif told.is_same and (record := told.record or known.get(told.of_line or 0)) is not None:
        entry.record = record
    elif told.is_same and first is not None and first.verdict in (NEW, SAME):
        entry.repeats = told.of_line
    else:
        entry.perhaps = entry.perhaps or told.perhaps
        entry.perhaps_lines = told.perhaps_lines or ((told.of_line,) if told.of_line is not None else ())


def _join_repeated(work: ImportWork, entries: list[Entry]) -> None:
    """Rows that are the same as one of this batch: what was made of that one is theirs."""
    made = {
        entry.line: entry.record
        or next((one for table, one in entry.made if table == work.register.record), None)
        for entry in entries
    }
    for entry in entries:
        if entry.repeats is not None and entry.repeats == entry.of_line:
            entry.record = made[entry.line] = made.get(entry.repeats)


def _write_new(session: ViewerSession, work: ImportWork, entries: list[Entry]) -> None:
    fresh = [entry for entry in entries if entry.verdict == NEW]
    if fresh:
        work.register.write(session, fresh, work.told)


def _note(session: ViewerSession, work: ImportWork, entries: list[Entry]) -> None:
    """What there is to write about those who are here already."""
    known = [entry for entry in entries if entry.verdict == SAME and entry.record is not None]
    if known and isinstance(work.register, WithNotes):
        work.register.note(session, known, work.told)


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
