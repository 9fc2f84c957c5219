"""What a board asks: income against last year, what is still to come, and every line behind a sum, also as a file."""

from __future__ import annotations

import re
from datetime import date, datetime

from babel import dates
from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import NotFound
from casework.base.money import Money
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.donors.funds import list_funds
from casework.services.gift_aid.declare import charity_of
from casework.services.giving_reports.by_campaign import NO_CAMPAIGN, campaigns_income
from casework.services.giving_reports.due import pledges_due
from casework.services.giving_reports.income import Compared, Income, income_of
from casework.services.giving_reports.trail import TrailFilter, income_lines
from casework.web.auth import Page
from casework.web.charts import paired_chart
from casework.web.columns import Column
from casework.web.desk.opening import this_office, uuid_or_none
from casework.web.formats import marks, short_money
from casework.web.formats import today as this_day
from casework.web.frame import RECORDS, desk_door
from casework.web.registers.book_words import ACTS
from casework.web.registers.reading import asks_purpose, declared_session, only_for

giving = Blueprint("giving", __name__)
desk_door(RECORDS, _l("Giving reports"), "giving.page", "giving.report", having="funds")


@giving.get("/")
@guarded("giving.report")
@asks_purpose
def page() -> Page:
    """Income of a year by month and fund, beside the year before."""
    only_for("funds")
    year, currency = asked_year(), asked_currency()
    with declared_session(needs="financial") as (session, why):
        income, campaigns = income_of(session, year, currency), campaigns_income(session, year, currency)
        may_journal = allowed("journal.export", session.viewer)
        aid = charity_of(session) is not None and allowed("gift_aid.read", session.viewer)
        session.commit()
    labels = {str(month): _month(date(year, month, 1)) for month in range(1, 13)}
    short = [
        (_short_month(date(year, int(one.key), 1)), one.this.minor, one.last.minor) for one in income.months
    ]
    soft, full = paired_chart(short, lambda minor: short_money(Money(minor, currency)))
    return render_template(
        "registers/giving.html",
        income=income,
        campaigns=campaigns if len(campaigns) > 1 else (),
        campaign_columns=_compared_columns(_("Campaign"), year),
        why=why,
        labels=labels,
        soft=soft,
        full=full,
        columns=_compared_columns(_("Month"), year),
        fund_columns=_compared_columns(_("Fund"), year),
        change=_change,
        may_journal=may_journal,
        aid=aid,
    )


@giving.get("/due")
@guarded("giving.report")
@asks_purpose
def due() -> Page:
    """Pledges and recurring gifts that are overdue or fall due."""
    only_for("funds")
    with declared_session(needs="financial") as (session, why):
        lines = pledges_due(session)
        session.commit()
    words = (_("Due"), _("Pledge"), _("Donor"), _("For"))
    columns = [*(Column(word) for word in words), Column(_("Amount"), num=True)]
    return render_template("registers/giving_due.html", lines=lines, why=why, columns=columns)


@giving.get("/lines")
@guarded("giving.report")
@asks_purpose
def lines() -> Page:
    """Every posting behind a sum."""
    only_for("funds")
    wanted = wanted_lines()
    with declared_session(needs="financial") as (session, why):
        found, after = income_lines(session, wanted, after=request.args.get("after"))
        funds = {str(one.id): one.name for one in list_funds(session)}
        session.commit()
    return render_template(
        "registers/giving_lines.html",
        found=found,
        after=after,
        wanted=wanted,
        asked=asked(),
        fund=funds.get(str(wanted.fund_id or "")),
        why=why,
        acts=ACTS,
        columns=[*(Column(one) for one in line_words()[:-1]), Column(line_words()[-1], num=True)],
    )


def asked() -> dict[str, str]:
    """What of the sum was asked for, as the address says it."""
    names = ("year", "month", "fund", "campaign", "currency")
    return {name: request.args.get(name, "")[:60] for name in names if request.args.get(name)}


def wanted_lines() -> TrailFilter:
    """The lines of a year or a month, of a fund or of all. NotFound for a month that there is not."""
    year, month = asked_year(), request.args.get("month", "")
    fund, campaign = request.args.get("fund", ""), request.args.get("campaign", "")
    if (fund and uuid_or_none(fund) is None) or (month and not (month.isascii() and month.isdigit())):
        raise NotFound
    if campaign not in ("", NO_CAMPAIGN) and uuid_or_none(campaign) is None:
        raise NotFound
    of = (asked_currency(), uuid_or_none(fund), campaign or None)
    if not month:
        return TrailFilter(date(year, 1, 1), date(year + 1, 1, 1), *of)
    if not 1 <= int(month[:3]) <= 12:
        raise NotFound
    first = date(year, int(month), 1)
    until = date(year + 1, 1, 1) if first.month == 12 else date(year, first.month + 1, 1)
    return TrailFilter(first, until, *of)


def asked_year() -> int:
    """The year in the address, or this one."""
    told = request.args.get("year", "")
    return (
        int(told) if told.isascii() and told.isdigit() and 1901 <= int(told[:6]) <= 9998 else this_day().year
    )


def asked_currency() -> str:
    """The currency in the address, or the office's own."""
    told = request.args.get("currency", "")
    return told if re.fullmatch("[A-Z]{3}", told) else this_office().tenant.currency


def line_words() -> list[str]:
    """The headings of lines, on the page and in files."""
    return [_("Booked on"), _("What was booked"), _("Gift"), _("Donor"), _("For"), _("Amount")]


def _compared_columns(first: str, year: int) -> list[Column]:
    numbers = (str(year), str(year - 1), _("Change"))
    return [Column(first), *(Column(one, num=True) for one in numbers)]


def _change(one: Compared | Income, by_now: Money | None = None) -> str:
    """By how much it is more or less than last year, or than by this day of it; a dash where there was nothing."""
    last = by_now if by_now is not None else one.last
    if last.minor <= 0:
        return "–"
    share = round(100 * (one.this.minor - last.minor) / last.minor)
    return f"{'+' if share > 0 else ''}{share} %".replace("-", "−")


def _month(day: date) -> str:
    instant = datetime(day.year, day.month, 1)
    return str(dates.format_skeleton("MMMM", instant, locale=marks()))


def _short_month(day: date) -> str:
    return str(dates.format_skeleton("MMM", datetime(day.year, day.month, 1), locale=marks()))
