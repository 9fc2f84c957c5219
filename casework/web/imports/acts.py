"""What can be done with an import: columns, dry run, decisions, writing, stopping, taking back, its reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, Refused
from casework.models import ImportRun
from casework.policy.guard import guarded
from casework.services.imports.decide_line import decide_line
from casework.services.imports.drive_import import (
    KEEP,
    check_import,
    drop_import,
    resume_import,
    start_import,
    stop_import,
    undo_import,
)
from casework.services.imports.find_import import find_import
from casework.services.imports.map_columns import map_columns
from casework.services.imports.read_import import left_out
from casework.services.imports.register import Wrong
from casework.store import ledger_chain
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.csv_file import csv_file
from casework.web.desk.opening import uuid_or_none, whole
from casework.web.go import go
from casework.web.imports.door import fault_words, field_names, fields_of, importing, imports
from casework.web.imports.pages import one_page
from casework.web.words import speak, told

PIECE = 500
Report = Callable[[ImportRun, int, tuple[Wrong, ...], tuple[str, ...]], list[list[object]]]


@imports.post("/<uuid:run_id>/columns")
@guarded("register.import")
def columns(run_id: UUID) -> Page:
    """Set which column means what, and let every row be looked at."""
    with importing() as session:
        names = [one.name for one in fields_of(find_import(session, run_id))]
        session.commit()
    typed = {name: request.form.get(name, "")[:200] for name in (*names, "day_order", "keep_as")}
    mapping = {name: typed[name] for name in names}
    try:
        with importing() as session:
            map_columns(session, run_id, mapping, day_order=typed["day_order"], keep_as=typed["keep_as"])
            check_import(session, run_id)
            session.commit()
    except InvalidInput as wrong:
        return one_page(run_id, typed=typed, errors=told(wrong)), wrong.status
    except Refused as why:
        flash(speak(why.said), "bad")
    return go(url_for("imports.one", run_id=run_id))


@imports.post("/<uuid:run_id>/start")
@guarded("register.import")
def start(run_id: UUID) -> Page:
    """Write the rows that are good."""
    number = whole("leave_out")
    return _act(run_id, lambda session: start_import(session, run_id, leave_out=number))


@imports.post("/<uuid:run_id>/stop")
@guarded("register.import")
def stop(run_id: UUID) -> Page:
    """Stop after the rows that are being written."""
    return _act(run_id, lambda session: stop_import(session, run_id))


@imports.post("/<uuid:run_id>/resume")
@guarded("register.import")
def resume(run_id: UUID) -> Page:
    """Go on."""
    return _act(run_id, lambda session: resume_import(session, run_id))


@imports.post("/<uuid:run_id>/undo")
@guarded("register.import", fresh=True)
def undo(run_id: UUID) -> Page:
    """Take back all of it; `changed`: what happens to gifts that something was done about since."""
    changed = request.form.get("changed", KEEP)[:20]
    return _act(run_id, lambda session: undo_import(session, run_id, changed=changed))


@imports.post("/<uuid:run_id>/drop")
@guarded("register.import")
def drop(run_id: UUID) -> Page:
    """Give it up before anything is written."""
    return _act(run_id, lambda session: drop_import(session, run_id))


@imports.post("/<uuid:run_id>/lines/<int:line>")
@guarded("register.import")
def decide(run_id: UUID, line: int) -> Page:
    """Say who a row is."""
    chosen = request.form.get("decision", "")
    record = uuid_or_none(chosen)
    of_line = _line_of(chosen)
    back = go(url_for("imports.one", run_id=run_id, show="perhaps"))
    try:
        with importing() as session:
            said = "same" if record or of_line else chosen
            decide_line(session, run_id, line, said, record=record, of_line=of_line)
            session.commit()
    except InvalidInput as wrong:
        flash(told(wrong)["decision"], "bad")
    except Refused as why:
        flash(speak(why.said), "bad")
    return back


def _line_of(chosen: str) -> int | None:
    """The line of the file that is meant by `line:17`."""
    start, _colon, number = chosen.partition(":")
    return int(number) if start == "line" and number.isdecimal() and len(number) < 9 else None


@imports.get("/<uuid:run_id>/report.csv")
@guarded("register.import")
def report(run_id: UUID) -> Response:
    """Row by row what is wrong: line, column, what to enter."""
    names: dict[str, str] = {}

    def rows(
        run: ImportRun, line: int, wrong: tuple[Wrong, ...], cells: tuple[str, ...]
    ) -> list[list[object]]:
        names.update(names or field_names(run))
        if not wrong:
            return [[line, "", "PERHAPS", _("Somebody like this is here already. Say who it is")]]
        return [
            [line, column, one.code, said]
            for one in wrong
            for column, said in (fault_words(run, one, names),)
        ]

    headings = (_("Line"), _("Column"), _("Code"), _("What to enter"))
    return csv_file("report.csv", headings, _pieces(run_id, rows))


@imports.get("/<uuid:run_id>/left-out.csv")
@guarded("register.import")
def rows_left_out(run_id: UUID) -> Response:
    """The rows that stay out, as they stand in the file, with what is wrong: to be corrected and brought in again."""
    with importing() as session:
        run = find_import(session, run_id)
        names, headings = field_names(run), (*run.headings, _("What to enter"))
        ledger_chain.record(session, "import.rows_read", detail={"import": str(run_id)})
        session.commit()

    def rows(
        run: ImportRun, line: int, wrong: tuple[Wrong, ...], cells: tuple[str, ...]
    ) -> list[list[object]]:
        said = "; ".join(
            f"{column}: {words}" if column else words for column, words in _told(run, wrong, names)
        )
        padded = (*cells, *("" for _cell in range(len(run.headings) - len(cells))))
        return [[*padded, said or _("Somebody like this is here already. Say who it is")]]

    return csv_file("left-out.csv", headings, _pieces(run_id, rows))


def _told(run: ImportRun, wrong: Sequence[Wrong], names: dict[str, str]) -> list[tuple[str, str]]:
    return [fault_words(run, one, names) for one in wrong]


def _pieces(run_id: UUID, rows: Report) -> Iterator[list[list[object]]]:
    """The rows that stay out, a session for each piece."""
    after, more = 0, True
    while more:
        with importing() as session:
            run = find_import(session, run_id)
            found = left_out(session, run, after=after, size=PIECE)
            session.commit()
        yield [row for line, wrong, cells in found for row in rows(run, line, wrong, cells)]
        after, more = (found[-1][0] if found else after), len(found) == PIECE


def _act(run_id: UUID, deed: Callable[[ViewerSession], object]) -> Page:
    try:
        with importing() as session:
            deed(session)
            session.commit()
    except Refused as why:
        flash(speak(why.said), "bad")
    except InvalidInput as wrong:
        flash(next(iter(told(wrong).values())), "bad")
    return go(url_for("imports.one", run_id=run_id))
