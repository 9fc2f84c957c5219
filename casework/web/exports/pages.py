"""Lists as files: what each would hold for this reader and what it would leave out, then the file in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import Blueprint, Response, render_template
from flask_babel import lazy_gettext as _l

from casework.base.errors import NotFound
from casework.policy.guard import guarded
from casework.policy.viewer import Viewer
from casework.services.exports.listing import (
    Cell,
    ListToExport,
    closed_columns,
    export_piece,
    known_lists,
    open_columns,
)
from casework.services.staff.present import current_staff
from casework.web.auth import Page
from casework.web.csv_file import csv_file
from casework.web.desk.opening import this_office
from casework.web.frame import RECORDS, desk_door
from casework.web.registers.reading import asks_purpose, declared_session
from casework.web.words import speak

exports = Blueprint("exports", __name__)
desk_door(RECORDS, _l("Lists as files"), "exports.page", "register.export", order=85, having="plates")


@exports.get("/")
@guarded("register.export")
@asks_purpose
def page() -> Page:
    """The lists of this office, and what of each is open to the reader."""
    with declared_session(facts_only=True) as (session, why):
        lists = [
            (
                one.name,
                speak(one.label),
                [speak(column.label) for column in open_columns(session, one)],
                [speak(column.label) for column in closed_columns(session, one)],
            )
            for one in _lists()
        ]
        session.commit()
    return render_template("exports/page.html", lists=lists, why=why)


@exports.get("/<string(maxlength=40):listing>.csv")
@guarded("register.export", fresh=True)
@asks_purpose
def as_file(listing: str) -> Response:
    """A list as a file, for the purpose that was declared."""
    one = next((one for one in _lists() if one.name == listing), None)
    if one is None:
        raise NotFound
    with declared_session(facts_only=True) as (session, _why):
        columns, closed = open_columns(session, one), closed_columns(session, one)
        viewer = this_office().member(current_staff(), session.viewer.purpose)
        because = session.info.get("because", {})
        session.commit()
    answer = csv_file(
        f"{listing}.csv", [speak(column.label) for column in columns], _pieces(one, viewer, because)
    )
    answer.headers["X-Withheld-Columns"] = ", ".join(column.name for column in closed)
    return answer


def _pieces(
    one: ListToExport, viewer: Viewer, because: dict[str, str]
) -> Iterator[Sequence[Sequence[object]]]:
    """Piece after piece for the viewer who asked: each is on the ledger before it leaves."""
    after: UUID | None = None
    more = True
    while more:
        with this_office().open(viewer) as session:
            session.info["because"] = because
            piece = export_piece(session, one.name, after=after)
            session.commit()
        yield [[_shown(cell) for cell in row] for row in piece.rows]
        after, more = piece.after, piece.after is not None


def _shown(cell: Cell) -> object:
    return cell if cell is None or isinstance(cell, int) else speak(cell)


def _lists() -> list[ListToExport]:
    kind = this_office().kind
    return [one for one in known_lists().values() if getattr(kind, one.having)]
