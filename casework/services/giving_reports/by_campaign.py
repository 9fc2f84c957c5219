"""Income by campaign against the year before, from the same postings as income by month and fund."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import today
from casework.base.money import Money
from casework.domain.books import Account
from casework.models import BookEntry, Campaign, Gift, Posting
from casework.services.giving_reports.income import MOVES, Compared
from casework.services.office import office_of
from casework.services.withheld import require_open
from casework.store.session import ViewerSession

NO_CAMPAIGN = "none"
"""Stands for all that names no campaign."""


def campaigns_income(session: ViewerSession, year: int, currency: str) -> tuple[Compared, ...]:
    """What each campaign brought in a calendar year and the one before, the largest first; last what names none.
    Together they are the income of the year. FieldWithheld where amounts are."""
    require_open(session, "gift.amount")
    names = {row.id: row.name for row in session.execute(select(Campaign.id, Campaign.name))}
    sums: dict[UUID | None, dict[int, int]] = defaultdict(lambda: {year: 0, year - 1: 0})
    for begins in (year, year - 1):
        for campaign, minor in _year(session, begins, currency):
            sums[campaign][begins] += minor
    day = today(office_of(session).tenant.timezone)
    so_far = None if day.year != year else dict(_year(session, year - 1, currency, after_same_day(day)))
    ranked = sorted(
        sums.items(), key=lambda one: (one[0] is None, -one[1][year], names.get(one[0] or UUID(int=0), ""))
    )
    return tuple(
        Compared(
            *(str(campaign) if campaign else NO_CAMPAIGN, names.get(campaign, "") if campaign else ""),
            Money(by_year[year], currency),
            Money(by_year[year - 1], currency),
            None if so_far is None else Money(so_far.get(campaign, 0), currency),
        )
        for campaign, by_year in ranked
    )


def after_same_day(day: date) -> date:
    """The day after the same day of the year before; after 28 February where that had no 29th."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 3, 1)
    return date(day.year - 1, day.month, day.day) + timedelta(days=1)


def _year(
    session: ViewerSession, year: int, currency: str, until: date | None = None
) -> list[tuple[UUID | None, int]]:
    rows = session.execute(
        select(Gift.campaign_id, func.sum(Posting.amount).label("minor"))
        .select_from(Posting)
        .join(BookEntry, BookEntry.id == Posting.entry_id)
        .outerjoin(Gift, Gift.id == Posting.gift_id)
        .where(
            *(Posting.account == Account.FUND.value, Posting.currency == currency),
            *(Posting.book_on >= date(year, 1, 1), Posting.book_on < (until or date(year + 1, 1, 1))),
            BookEntry.act.not_in(MOVES),
        )
        .group_by(Gift.campaign_id)
    )
    return [(row.campaign_id, -int(row.minor)) for row in rows]
