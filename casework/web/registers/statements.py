"""Year-end statements: made for all donors of a year by a job, each a paper; a corrected one takes another’s place."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import CaseworkError, InvalidInput, Refused
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.statements.list_statements import latest_run, list_statements, read_statement
from casework.services.statements.start_run import start_run
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.opening import uuid_or_none
from casework.web.formats import today as this_day
from casework.web.frame import RECORDS, desk_door
from casework.web.go import go
from casework.web.pdf import pdf_file
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import refusal_of, told

statements = Blueprint("statements", __name__)
desk_door(RECORDS, _l("Year-end statements"), "statements.page", "statement.read", having="funds")


@statements.get("/")
@guarded("statement.read")
@asks_purpose
def page() -> Page:
    """Those of one year, and how far its run is."""
    return _page(_year(request.args.get("year", "")))


@statements.post("/")
@guarded("statement.make")
def make() -> Page:
    """Make them, or make anew those that have changed."""
    only_for("funds")
    year = _year(request.form.get("year", ""))
    try:
        with declared_session(needs="financial", writes="financial") as (session, _why):
            start_run(session, year)
            session.commit()
    except (InvalidInput, Refused) as wrong:
        return _page(year, wrong), wrong.status
    return go(url_for("statements.page", year=year))


@statements.get("/<uuid:statement_id>")
@guarded("statement.read")
@asks_purpose
def paper(statement_id: UUID) -> Page | Response:
    """One paper, as it was issued."""
    only_for("funds")
    with declared_session(needs="financial") as (session, _why):
        held = read_statement(session, statement_id)
        session.commit()
    return pdf_file(held.content, f"statement-{held.number}.pdf")


def _year(told_: str) -> int:
    good = told_.isascii() and told_.isdigit() and 1900 <= int(told_[:6]) <= 9998
    return int(told_) if good else this_day().year - 1


def _page(year: int, wrong: CaseworkError | None = None) -> str:
    only_for("funds")
    after = uuid_or_none(request.args.get("after", ""))
    with declared_session(needs="financial") as (session, why):
        found, following = list_statements(session, year, after=after)
        run = latest_run(session, year)
        may_make = allowed("statement.make", session.viewer) and session.viewer.access.may_write("financial")
        session.commit()
    words = (_("Number"), _("Donor"), _("Issued"), _("State"))
    return render_template(
        "registers/statements.html",
        year=year,
        found=found,
        after=following,
        run=run,
        why=why,
        may_make=may_make,
        share=100 * run.done // max(run.total, 1) if run else 0,
        columns=[Column(word) for word in words],
        errors=told(wrong) if isinstance(wrong, InvalidInput) else {},
        refusal=refusal_of(wrong),
    )
