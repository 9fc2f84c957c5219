"""Who is told of gifts in honour or memory: those who wait are written to or left untold, with a reason."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from casework.base.errors import InvalidInput
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.cases.read_timeline import member_names
from casework.services.tributes.decide import ask_to_tell, leave_untold, tell_after_all
from casework.services.tributes.list_notices import VIEWS, list_notices
from casework.services.tributes.print_notices import print_notices
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.held import held_things
from casework.web.desk.opening import uuid_or_none
from casework.web.go import go
from casework.web.pdf import pdf_file
from casework.web.registers import tribute_words as words
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.registers.thanks import MOST_AT_ONCE
from casework.web.registers.thanks_runs import thanks
from casework.web.registers.thanks_words import WANTED
from casework.web.site import Link
from casework.web.words import told

__all__ = ["thanks"]

LONGEST = 1000


@thanks.get("/tributes")
@guarded("thanks.read")
@asks_purpose
def tributes() -> Page:
    """Who waits, was told, or was not."""
    return _page()


@thanks.post("/tributes/tell")
@guarded("thanks.give")
def tell_tributes() -> Page:
    """Write to those who are ticked."""

    def tell(session: ViewerSession, ticked: list[UUID]) -> str:
        asked = ask_to_tell(session, ticked, request.form.get("wanted", ""))
        return ngettext("%(num)s person is written to.", "%(num)s people are written to.", asked)

    return _act(tell)


@thanks.post("/tributes/leave")
@guarded("thanks.give")
def leave_tributes() -> Page:
    """Leave those who are ticked untold, or let them wait again."""

    def leave(session: ViewerSession, ticked: list[UUID]) -> str:
        if request.form.get("do") == "again":
            changed = tell_after_all(session, ticked)
            return ngettext("%(num)s notice waits again.", "%(num)s notices wait again.", changed)
        changed = leave_untold(session, ticked, request.form.get("why", "")[:LONGEST])
        return ngettext("%(num)s person is not told.", "%(num)s people are not told.", changed)

    return _act(leave)


@thanks.post("/tributes/letters")
@guarded("thanks.read")
def tribute_letters() -> Page | Response:
    """The letters among those that are ticked, in one file."""
    only_for("funds")
    ticked = _ticked()
    if not ticked:
        return _page(InvalidInput({"chosen": _("Tick at least one letter")})), 422
    return _printed(ticked)


@thanks.get("/tributes/<uuid:tribute_id>/letter")
@guarded("thanks.read")
@asks_purpose
def tribute_letter(tribute_id: UUID) -> Page | Response:
    """One letter, to print."""
    only_for("funds")
    return _printed([tribute_id])


def _printed(chosen: list[UUID]) -> Response:
    with declared_session(needs="contact") as (session, _why):
        content = print_notices(session, chosen)
        session.commit()
    return pdf_file(content, "letters.pdf")


def _ticked() -> list[UUID]:
    return [one for one in map(uuid_or_none, request.form.getlist("notice")[:MOST_AT_ONCE]) if one]


def _act(act: Callable[[ViewerSession, list[UUID]], str]) -> Page:
    only_for("funds")
    try:
        with declared_session(needs="contact", writes="internal") as (session, _why):
            said = act(session, _ticked())
            session.commit()
    except InvalidInput as wrong:
        return _page(wrong), wrong.status
    flash(said, "good")
    return go(url_for("thanks.tributes", view=_view()))


def _view() -> str:
    asked = request.values.get("view", VIEWS[0])
    return asked if asked in VIEWS else VIEWS[0]


def _page(wrong: InvalidInput | None = None) -> str:
    only_for("funds")
    view = _view()
    with declared_session(needs="contact") as (session, why):
        found = list_notices(session, view, after=request.args.get("after"))
        names = member_names(session, {row.settled_by for row in found.rows})
        may_tell = allowed("thanks.give", session.viewer) and session.viewer.access.may_write("internal")
        session.commit()
    return render_template(
        "registers/tributes.html",
        found=found,
        why=why,
        held=held_things(found.withheld, "gift"),
        view=view,
        tabs_shown=[
            Link(str(said), url_for("thanks.tributes", view=code), current=code == view)
            for code, said in words.VIEWS.items()
        ],
        names=names,
        words=words,
        wanted=WANTED,
        columns=[
            Column(word) for word in (_("Who is told"), _("Of what"), _("Gift"), _("What became of it"))
        ],
        picks=view == "sent" or may_tell,
        may_tell=may_tell,
        typed=request.form,
        errors=told(wrong) if wrong else {},
    )
