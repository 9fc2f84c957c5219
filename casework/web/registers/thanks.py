"""The queue of thanks: late first, many at once by mail or letter, or marked as done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from casework.base.clock import today
from casework.base.errors import InvalidInput
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.cases.read_timeline import member_names
from casework.services.donors.funds import list_funds
from casework.services.thanks.list_thanks import (
    VIEWS,
    QueueFigures,
    ThanksFilter,
    list_thanks,
    queue_figures,
)
from casework.services.thanks.mark import mark_thanked, need_no_thanks, thank_after_all
from casework.services.thanks.read_run import list_thanks_runs
from casework.services.thanks.start_run import start_run
from casework.services.tributes.list_notices import waiting_notices
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.held import held_things
from casework.web.desk.opening import this_office, uuid_or_none
from casework.web.formats import language_name, number
from casework.web.frame import RECORDS, desk_door
from casework.web.go import go
from casework.web.registers import thanks_words as words
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.site import Link
from casework.web.words import told

thanks = Blueprint("thanks", __name__)
desk_door(RECORDS, _l("Thanks"), "thanks.page", "thanks.read", having="funds")

MOST_AT_ONCE = 60
Act = Callable[[ViewerSession, list[UUID]], str]


@thanks.get("/")
@guarded("thanks.read")
@asks_purpose
def page() -> Page:
    """What is due, or what became of it."""
    return _page()


@thanks.post("/run")
@guarded("thanks.give")
def run() -> Page:
    """Write to the donors of the ticked gifts, or to all that are due by today."""
    everything = request.form.get("do") == "all"

    def begin(session: ViewerSession, ticked: list[UUID]) -> str:
        day = today(this_office().tenant.timezone) if everything else None
        begun = start_run(session, request.form.get("wanted", ""), chosen=ticked, due_until=day)
        return url_for("thanks.one_run", run_id=begun.id)

    return _act(begin, lambda where: where)


@thanks.post("/done")
@guarded("thanks.give")
def done() -> Page:
    """The donors of the ticked gifts were thanked otherwise, need no thanks, or are to be thanked after all."""
    how = request.form.get("how", "")

    def mark(session: ViewerSession, ticked: list[UUID]) -> str:
        if how == "none":
            changed = need_no_thanks(session, ticked)
        elif how == "again":
            changed = thank_after_all(session, ticked)
        else:
            changed = mark_thanked(session, ticked, how)
        flash(ngettext("%(num)s gift is noted.", "%(num)s gifts are noted.", changed), "good")
        return ""

    return _act(mark, lambda _said: url_for("thanks.page", view=_view()))


def _act(act: Act, where: Callable[[str], str]) -> Page:
    only_for("funds")
    ticked = [one for one in map(uuid_or_none, request.form.getlist("gift")[:MOST_AT_ONCE]) if one]
    try:
        with declared_session(needs="open", writes="open") as (session, _why):
            said = act(session, ticked)
            session.commit()
    except InvalidInput as wrong:
        return _page(wrong), wrong.status
    return go(where(said))


def _view() -> str:
    asked = request.values.get("view", "due")
    return asked if asked in VIEWS else "due"


def _page(wrong: InvalidInput | None = None) -> str:
    only_for("funds")
    fund, language = uuid_or_none(request.args.get("fund", "")), request.args.get("language", "")
    spoken = [(code, language_name(code, own=True)) for code in this_office().tenant.languages]
    wanted = ThanksFilter(_view(), fund, language if language in dict(spoken) else None)
    with declared_session(needs="contact") as (session, why):
        found = list_thanks(session, wanted, after=request.args.get("after"))
        figures = queue_figures(session)
        funds = [(str(one.id), one.name) for one in list_funds(session)]
        runs = list_thanks_runs(session)
        to_tell = waiting_notices(session)
        names = member_names(session, {row.thanked_by for row in found.rows} | {one.made_by for one in runs})
        may_give = allowed("thanks.give", session.viewer)
        session.commit()
    chosen = {"fund": str(fund or ""), "language": wanted.language or ""}
    return render_template(
        "registers/thanks.html",
        found=found,
        why=why,
        held=held_things(found.withheld, "gift"),
        view=wanted.view,
        chosen=chosen,
        funds=funds,
        languages=spoken,
        tabs_shown=_tabs(wanted.view, chosen),
        figures_shown=_figures(figures),
        due_now=figures.late + figures.today,
        to_tell=to_tell,
        runs=runs,
        names=names,
        words=words,
        columns=_columns(wanted.view),
        may_give=may_give,
        errors=told(wrong) if wrong else {},
        promise=this_office().kind.giving.thanks,
    )


def _tabs(view: str, chosen: Mapping[str, str]) -> list[Link]:
    fund, language = chosen["fund"], chosen["language"]
    return [
        Link(
            str(said),
            url_for("thanks.page", view=code, fund=fund, language=language),
            current=code == view,
        )
        for code, said in words.VIEWS.items()
    ]


def _figures(figures: QueueFigures) -> list[tuple[str, str, None]]:
    counted = (
        (_("Late"), figures.late),
        (_("Due today"), figures.today),
        (_("Due later"), figures.later),
        (_("Being written to"), figures.sending),
    )
    return [(label, number(count), None) for label, count in counted]


def _columns(view: str) -> list[Column]:
    when = _("Promised for") if view in ("due", "sending") else _("What became of it")
    said = (_("Donor"), _("Gift"), _("For"), when)
    return [*(Column(word) for word in said), Column(_("Amount"), num=True)]
