"""The books, month by month: what came in, closing a month, opening it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from babel import dates
from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import CaseworkError, InvalidInput, NotFound, Refused
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.books.periods import actors_of, close_period, list_periods, reopen_period
from casework.services.cases.read_timeline import member_names
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.formats import marks
from casework.web.frame import RECORDS, desk_door
from casework.web.go import go
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import refusal_of, speak

periods = Blueprint("periods", __name__)
desk_door(RECORDS, _l("Books"), "periods.page", "period.read", having="funds")

ACTS = {"closed": _l("Closed"), "reopened": _l("Opened again")}


@periods.get("/")
@guarded("period.read")
@asks_purpose
def page() -> Page:
    """Twelve months."""
    return _page()


@periods.post("/<int:year>/<int:month>/close")
@guarded("period.close")
def close(year: int, month: int) -> Page:
    """Close one."""
    return _act(year, month, close_period, _("The books of this month are closed."))


@periods.post("/<int:year>/<int:month>/reopen")
@guarded("period.reopen")
def reopen(year: int, month: int) -> Page:
    """Open one again."""
    reason = request.form.get("reason", "")[:1000]
    again = lambda session, day: reopen_period(session, day, reason=reason)  # noqa: E731 - says it once
    return _act(year, month, again, _("The books of this month are open again."))


def _act(year: int, month: int, act: Callable[[ViewerSession, date], None], said: str) -> Page:
    only_for("funds")
    day = _month(year, month)
    try:
        with declared_session(needs="financial", writes="open") as (session, _why):
            act(session, day)
            session.commit()
    except (Refused, InvalidInput) as wrong:
        return _page(day, wrong), wrong.status
    flash(said, "good")
    return go(url_for("periods.page"))


def _month(year: int, month: int) -> date:
    try:
        return date(year, month, 1)
    except ValueError:
        raise NotFound from None


def month_name(month: date) -> str:
    """ "November 2026"."""
    instant = datetime(month.year, month.month, 1)
    return str(dates.format_skeleton("yMMMM", instant, locale=marks()))


def _until() -> date | None:
    try:
        return date.fromisoformat(f"{request.args.get('until', '')}-01")
    except ValueError:
        return None


def _page(at: date | None = None, wrong: CaseworkError | None = None) -> str:
    only_for("funds")
    with declared_session(needs="financial") as (session, why):
        found = list_periods(session, at or _until())
        names: dict[UUID, str] = member_names(session, actors_of(found))
        may_close = allowed("period.close", session.viewer)
        may_reopen = allowed("period.reopen", session.viewer) and session.viewer.access.may_write("matter")
        session.commit()
    return render_template(
        "registers/periods.html",
        months=found,
        labels={one.month: month_name(one.month) for one in found},
        earlier=f"{found[-1].month - timedelta(days=1):%Y-%m}",
        why=why,
        names=names,
        words=ACTS,
        columns=[
            Column(_("Month")),
            Column(_("Given"), num=True),
            Column(_("Fees"), num=True),
            Column(_("Books")),
        ],
        may_close=may_close,
        may_reopen=may_reopen,
        at=at,
        refusal=refusal_of(wrong),
        error=speak(wrong.sayings["reason"]) if isinstance(wrong, InvalidInput) else None,
        typed=request.form.get("reason", ""),
    )
