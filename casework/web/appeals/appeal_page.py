"""One appeal at the desk: whom it asks, what it says, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from uuid import UUID

from babel import dates
from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, Refused
from casework.base.money import Money
from casework.domain.appeals import ASKED, ASKING, DRAFT, EMAIL, OPEN, POST, STOPPED
from casework.policy.guard import guarded
from casework.services.appeals.appeal_mail import AppealWords, Filled, appeal_words, give_address
from casework.services.appeals.ask_donors import start_asking, stop_asking
from casework.services.appeals.campaigns import list_campaigns
from casework.services.appeals.letter_words import letter_words
from casework.services.appeals.list_appeals import AppealView, fund_names, mails_of, read_appeal
from casework.services.appeals.make_appeal import set_cost
from casework.services.appeals.read_letters import letters_of
from casework.services.appeals.returns import Day, days_of_return, returns_of
from casework.services.donors.find_donors import count_donors
from casework.services.tenants.addresses import home_url
from casework.store.session import ViewerSession
from casework.web.appeals.appeal_form import campaigns
from casework.web.appeals.campaign_form import amount_or_none
from casework.web.appeals.campaigns import state_of
from casework.web.appeals.words import CHANNELS, told_left_out, told_return
from casework.web.auth import Page
from casework.web.charts import Drawing, bar_chart
from casework.web.columns import Column
from casework.web.desk.opening import may, this_office
from casework.web.formats import language_name, marks, short_money
from casework.web.go import go
from casework.web.registers.donor_words import rule_words
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import speak, told

__all__ = ["campaigns"]

WEEKS = 12


@campaigns.get("/appeals/<uuid:appeal_id>")
@guarded("appeal.read")
@asks_purpose
def appeal(appeal_id: UUID) -> Page:
    """One appeal."""
    return _page(appeal_id, {})


@campaigns.post("/appeals/<uuid:appeal_id>/ask")
@guarded("appeal.make", fresh=True)
def ask(appeal_id: UUID) -> Page:
    """Ask its donors, or go on after a stop."""
    said = _("Donors are being asked. You can leave this page.")
    return _done(appeal_id, lambda session: start_asking(session, appeal_id), said)


@campaigns.post("/appeals/<uuid:appeal_id>/stop")
@guarded("appeal.make")
def stop(appeal_id: UUID) -> Page:
    """Ask nobody more for now."""
    said = _("It is stopped. Mails that have not gone out stay here.")
    return _done(appeal_id, lambda session: stop_asking(session, appeal_id), said)


@campaigns.post("/appeals/<uuid:appeal_id>/cost")
@guarded("appeal.make")
def cost(appeal_id: UUID) -> Page:
    """What it cost."""

    def put(session: ViewerSession) -> None:
        errors: dict[str, str] = {}
        amount = amount_or_none(request.form.get("cost", "")[:40].strip(), "cost", errors)
        if errors:
            raise InvalidInput(errors)
        set_cost(session, appeal_id, amount)

    try:
        return _done(appeal_id, put, _("The cost is noted."))
    except InvalidInput as wrong:
        return _page(appeal_id, told(wrong)), wrong.status


def _done(appeal_id: UUID, act: Callable[[ViewerSession], None], said: str) -> Page:
    only_for("funds")
    try:
        with declared_session(needs="financial", writes="internal") as (session, _why):
            act(session)
            session.commit()
    except Refused as no:
        flash(speak(no.said), "bad")
    else:
        flash(said, "good")
    return go(url_for("campaigns.appeal", appeal_id=appeal_id))


def _page(appeal_id: UUID, errors: dict[str, str]) -> str:
    only_for("funds")
    with declared_session(needs="financial") as (session, why):
        view = read_appeal(session, appeal_id)
        back, days = returns_of(session, [appeal_id])[appeal_id], days_of_return(session, appeal_id)
        meant = (
            count_donors(session, {"all": view.rule})["all"] if view.rule and view.status == DRAFT else None
        )
        sent = _sent(session, view)
        campaign = {one.id: one.name for one in list_campaigns(session)}[view.campaign_id]
        fund = fund_names(session).get(view.fund_id) if view.fund_id else None
        session.commit()
    tenant = this_office().tenant
    weeks = weeks_of(days, view.asked_at.date() if view.asked_at else None)
    return render_template(
        "appeals/appeal.html",
        why=why,
        view=view,
        campaign=campaign,
        fund=fund,
        back=back,
        shares=told_return(back),
        meant=meant,
        **sent,
        state=state_of(view),
        channel=CHANNELS[view.channel],
        left_out=told_left_out(view.left_out),
        says=rule_words(view.rule, tenant.currency) if view.rule else [],
        mails_read=[(language_name(code), code, _read_as(view, code)) for code in view.words],
        link=give_address(tenant, view.code),
        weeks=[(_week(one[0]), one) for one in weeks],
        drawing=_drawn(weeks),
        week_columns=[Column(_("Week from")), Column(_("Gifts"), num=True), Column(_("Raised"), num=True)],
        may_make=may("appeal.make"),
        may_file=may("register.export") and view.channel == POST and view.status == ASKED,
        may_print=may("appeal.make") and view.channel == POST and view.status == ASKED and bool(view.words),
        may_ask=view.channel != OPEN and view.status in (DRAFT, STOPPED),
        may_stop=view.status in (ASKING, ASKED) and view.channel == EMAIL,
        errors=errors,
    )


def _sent(session: ViewerSession, view: AppealView) -> dict[str, object]:
    """How far its mails or its letters are."""
    mails = mails_of(session, view.id) if view.channel == EMAIL else None
    letters = letters_of(session, view.id) if view.channel == POST else None
    return {
        "mails": mails,
        "letters": letters,
        "letters_out": told_left_out(letters.left_out) if letters else [],
    }


def _read_as(view: AppealView, code: str) -> AppealWords:
    """The mail or the letter as somebody reads it who speaks this language."""
    tenant = this_office().tenant
    if view.channel == POST:
        return letter_words(tenant, view.words, code, _("(name of the donor)"), view.code)
    filled = Filled(_("(name of the donor)"), give_address(tenant, view.code), home_url(tenant))
    return appeal_words(tenant, view.words, code, filled)


def weeks_of(days: Sequence[Day], begins: date | None) -> list[tuple[date, int, Money]]:
    """What came week by week from the day of asking, or of the first gift; the last one holds all that came later."""
    if not days:
        return []
    first = min(begins or days[0].on, days[0].on)
    nothing = Money(0, days[0].raised.currency)
    count = min(WEEKS, (days[-1].on - first).days // 7 + 1)
    weeks = [(first + timedelta(days=7 * at), 0, nothing) for at in range(count)]
    for one in days:
        at = min((one.on - first).days // 7, count - 1)
        begin, gifts, raised = weeks[at]
        weeks[at] = (begin, gifts + one.gifts, raised + one.raised)
    return weeks


def _drawn(weeks: Sequence[tuple[date, int, Money]]) -> Drawing:
    values = [(_week(begin), max(0, raised.minor)) for begin, _gifts, raised in weeks]
    return bar_chart(values, lambda minor: short_money(Money(minor, this_office().tenant.currency)))


def _week(begin: date) -> str:
    return str(dates.format_skeleton("MMMd", begin, locale=marks()))
