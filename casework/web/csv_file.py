"""Lists as CSV files: in pieces, so that no list is too long, and with nothing that a spreadsheet would run.

Whoever makes the pieces reads each in a session of its own and commits before it is handed on: what leaves the house
is on the ledger, also when the line is cut in between.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain

from flask import Response, stream_with_context

from casework.domain.spreadsheet import defused

MARK = "\ufeff"
"""Tells spreadsheets that this is UTF-8."""
Piece = Sequence[Sequence[object]]


def csv_file(name: str, headings: Sequence[str], pieces: Iterable[Piece]) -> Response:
    """The answer. The first piece is made at once, so that a refusal is still a page and no broken file."""
    made = iter(pieces)
    first: list[Piece] = [piece for piece in (next(made, None),) if piece is not None]
    told = _written(chain([[headings]], first, made))
    answer = Response(stream_with_context(told), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _written(pieces: Iterable[Piece]) -> Iterator[str]:
    yield MARK
    for piece in pieces:
        out = io.StringIO()
        sheet = csv.writer(out)
        for row in piece:
            sheet.writerow(_cell(value) for value in row)
        yield out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int | float | Decimal) else defused(str(value))
