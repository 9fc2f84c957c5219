"""The lines behind a sum as CSV and XLSX, and the journal of the books as CSV: under the rights of the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from flask import Response

from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.domain.workbook import Cell, xlsx
from casework.policy.guard import guarded
from casework.policy.viewer import Viewer
from casework.services.giving_reports.trail import TrailFilter, export_lines, journal_piece
from casework.services.staff.present import current_staff
from casework.web.csv_file import csv_file
from casework.web.desk.opening import this_office
from casework.web.registers.giving import asked_year, giving, line_words, wanted_lines
from casework.web.registers.reading import asks_purpose, declared_session, only_for

__all__ = ["giving"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 50_000
JOURNAL = ("date", "entry", "act", "account", "fund", "debit", "credit", "currency", "gift")
"""Headings of the journal: the same in every language, since programs read it."""
Because = dict[str, str]


@giving.get("/lines.csv")
@guarded("giving.report", fresh=True)
@asks_purpose
def lines_csv() -> Response:
    """As a CSV file."""
    viewer, because = _who()
    return csv_file("income.csv", line_words(), _income(wanted_lines(), viewer, because))


@giving.get("/lines.xlsx")
@guarded("giving.report", fresh=True)
@asks_purpose
def lines_xlsx() -> Response:
    """As a workbook, whole."""
    viewer, because = _who()
    rows: list[Sequence[Cell]] = []
    for row in chain.from_iterable(_income(wanted_lines(), viewer, because)):
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise InvalidInput(
                {"year": phrase("This is too much for a workbook. Take the CSV file, or a shorter time")}
            )
    answer = Response(xlsx([line_words(), *rows]), mimetype=XLSX)
    answer.headers["Content-Disposition"] = 'attachment; filename="income.xlsx"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@giving.get("/journal.csv")
@guarded("journal.export", fresh=True)
@asks_purpose
def journal() -> Response:
    """The double-entry journal of a year for an accounting program: every entry whole, debits equal to credits."""
    viewer, because = _who()
    return csv_file(f"journal-{asked_year()}.csv", JOURNAL, _journal(asked_year(), viewer, because))


def _who() -> tuple[Viewer, Because]:
    """Who asks and why, for the sessions that read piece by piece while the file is sent."""
    only_for("funds")
    with declared_session(needs="financial") as (session, _why):
        viewer = this_office().member(current_staff(), session.viewer.purpose)
        because: Because = session.info.get("because", {})
        session.commit()
    return viewer, because


def _income(wanted: TrailFilter, viewer: Viewer, because: Because) -> Iterator[Sequence[Sequence[Cell]]]:
    after: str | None = None
    more = True
    while more:
        with this_office().open(viewer) as session:
            session.info["because"] = because
            lines, after = export_lines(session, wanted, after=after)
            session.commit()
        yield [
            (one.book_on.isoformat(), one.act, one.number, one.donor, one.fund, one.amount.decimal)
            for one in lines
        ]
        more = after is not None


def _journal(year: int, viewer: Viewer, because: Because) -> Iterator[Sequence[Sequence[Cell]]]:
    after: str | None = None
    more = True
    while more:
        with this_office().open(viewer) as session:
            session.info["because"] = because
            lines, after = journal_piece(session, year, after=after)
            session.commit()
        yield [
            (
                *(one.book_on.isoformat(), str(one.entry_id), one.act, one.account, one.fund),
                *(side.decimal if side else None for side in (one.debit, one.credit)),
                *(one.currency, one.number),
            )
            for one in lines
        ]
        more = after is not None
