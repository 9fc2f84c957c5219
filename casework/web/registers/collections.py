"""Collecting: runs with what became of them, what failed and why, and the bank's files."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from casework.base.errors import CaseworkError, InvalidInput, Refused
from casework.base.phrases import phrase
from casework.domain.bank_file import LARGEST
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.cases.read_timeline import member_names
from casework.services.payments.open_payments import open_payments
from casework.services.pledges.bank_orders import make_orders, order_file, take_in_answers
from casework.services.pledges.list_runs import list_failures, list_runs
from casework.services.pledges.mandates import count_untold
from casework.services.withheld import reasons
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.held import held_things
from casework.web.desk.opening import uuid_or_none
from casework.web.frame import RECORDS, desk_door
from casework.web.go import go
from casework.web.registers import pledge_words as words
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import refusal_of, told

collections = Blueprint("collections", __name__)
desk_door(RECORDS, _l("Collections"), "collections.page", "collection.read", having="funds")


@collections.get("/")
@guarded("collection.read")
@asks_purpose
def page() -> Page:
    """What failed, and the runs."""
    return _page()


@collections.post("/orders")
@guarded("collection.run")
def orders() -> Page:
    """Make the bank's file of what is due."""
    only_for("funds")
    try:
        with declared_session(needs="financial", writes="financial") as (session, _why):
            count = sum(row.count for row in make_orders(session))
            session.commit()
    except Refused as wrong:
        return _page(wrong), wrong.status
    flash(ngettext("The file has %(num)s order.", "The file has %(num)s orders.", count), "good")
    return go(url_for("collections.page"))


@collections.get("/orders/<uuid:file_id>")
@guarded("collection.run")
@asks_purpose
def order(file_id: UUID) -> Page:
    """The file for the bank, the same bytes each time."""
    only_for("funds")
    with declared_session(needs="financial") as (session, _why):
        name, content = order_file(session, file_id)
        session.commit()
    return text_file(f"orders-{name}", content)


@collections.post("/answers")
@guarded("collection.run")
def answers() -> Page:
    """Take in what the bank answers: whole, or not at all."""
    only_for("funds")
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise InvalidInput({"file": phrase("Choose the file that the bank sent")})
        with declared_session(needs="financial", writes="financial") as (session, _why):
            became = take_in_answers(session, sent.stream.read(LARGEST + 1))
            session.commit()
    except (Refused, InvalidInput) as wrong:
        return _page(wrong), wrong.status
    said = _("Taken in: %(charged)s collected, %(declined)s declined.", **became)
    flash(said, "good")
    return go(url_for("collections.page"))


def text_file(name: str, content: bytes) -> Response:
    """Plain text as a file that no cache keeps."""
    answer = Response(content, mimetype="text/plain")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(wrong: CaseworkError | None = None) -> str:
    only_for("funds")
    with declared_session(needs="financial") as (session, why):
        runs = list_runs(session, after=uuid_or_none(request.args.get("after", "")))
        failures, online = list_failures(session), open_payments(session)
        untold = count_untold(session)
        names = member_names(session, [run.by for run in runs.runs])
        withheld = reasons(session, ["gift.donor", "gift.amount"])
        may_run = allowed("collection.run", session.viewer) and session.viewer.access.may_write("financial")
        session.commit()
    return render_template(
        "registers/collections.html",
        runs=runs,
        failures=failures,
        online=online,
        online_columns=[
            *(Column(_("Sent")), Column(_("Case")), Column(_("What to do"))),
            Column(_("Amount"), num=True),
        ],
        names=names,
        why=why,
        held=held_things(withheld, "gift"),
        words=words,
        may_run=may_run,
        untold=untold,
        refusal=refusal_of(wrong),
        error=told(wrong).get("file") if isinstance(wrong, InvalidInput) else None,
        failure_columns=[
            *(Column(_("Due")), Column(_("Donor")), Column(_("Why")), Column(_("Next try"))),
            Column(_("Amount"), num=True),
        ],
        run_columns=[
            *(Column(_("Run")), Column(_("How")), Column(_("Under way"), num=True)),
            *(Column(_("Collected"), num=True), Column(_("Declined"), num=True), Column(_("For the bank"))),
        ],
    )
