"""Income by fund and by month, against the year before. Each sum is of postings, and leads to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import today
from casework.base.money import Money
from casework.base.values import Value
from casework.domain.books import Account, Act
from casework.models import BookEntry, Fund, Posting
from casework.services.office import office_of
from casework.services.withheld import require_open
from casework.store.session import ViewerSession

MOVES = (Act.RELEASE.value,)
"""Acts that take money from one fund to another: no income of either."""


class Compared(Value):
    """A sum of this year beside the same of last year. `key`: the fund, or the month from 1 to 12. `by_now`: while the
    year (of a month: the month) runs, what of last year's had come by this day."""

    key: str
    label: str
    this: Money
    last: Money
    by_now: Money | None = None


class Income(Value):
    """The income of a calendar year in one currency, beside the whole year before. While the year runs: `by_now`, what
    of the year before had come by this day of it; `begun`: how many of its months have begun."""

    year: int
    currency: str
    currencies: tuple[str, ...]
    this: Money
    last: Money
    months: tuple[Compared, ...]
    funds: tuple[Compared, ...]
    by_now: Money | None = None
    begun: int = 12


def income_of(session: ViewerSession, year: int, currency: str) -> Income:
    """What came in that year, less what was given back, by the day it was booked. FieldWithheld where amounts are."""
    require_open(session, "gift.amount")
    sums = _sums(session, year)
    names = {row.id: row.name for row in session.execute(select(Fund.id, Fund.name).order_by(Fund.name))}
    months: dict[tuple[int, int], int] = defaultdict(int)
    funds: dict[tuple[int, UUID], int] = defaultdict(int)
    for (day, fund, code), minor in sums.items():
        if code == currency:
            months[day.year, day.month] += minor
            funds[day.year, fund] += minor

    def money(minor: int) -> Money:
        return Money(minor, currency)

    day = today(office_of(session).tenant.timezone)
    so_far = _so_far(sums, currency, day) if day.year == year else None
    by_month = tuple(
        Compared(
            *(str(month), "", money(months[year, month]), money(months[year - 1, month])),
            money(sum(of for (at, _f), of in so_far.items() if at == month))
            if so_far is not None and month == day.month
            else None,
        )
        for month in range(1, 13)
    )
    by_fund = tuple(
        Compared(
            *(str(fund), name, money(funds[year, fund]), money(funds[year - 1, fund])),
            None if so_far is None else money(sum(of for (_m, to), of in so_far.items() if to == fund)),
        )
        for fund, name in names.items()
        if funds[year, fund] or funds[year - 1, fund]
    )
    this, last = (sum(minor for (of, _m), minor in months.items() if of == one) for one in (year, year - 1))
    known = tuple(sorted({code for _d, _f, code in sums} | {currency}))
    told = (money(this), money(last), by_month, by_fund)
    if so_far is None:
        return Income(year, currency, known, *told, begun=12 if day.year > year else 0)
    return Income(year, currency, known, *told, money(sum(so_far.values())), day.month)


def _so_far(
    sums: Mapping[tuple[date, UUID, str], int], currency: str, day: date
) -> Mapping[tuple[int, UUID], int]:
    """Of the year before that of the day, what had come by the same day of it: by month and fund."""
    found: dict[tuple[int, UUID], int] = defaultdict(int)
    for (on, fund, code), minor in sums.items():
        if code == currency and on.year < day.year and (on.month, on.day) <= (day.month, day.day):
            found[on.month, fund] += minor
    return found


def _sums(session: ViewerSession, year: int) -> Mapping[tuple[date, UUID, str], int]:
    """By day, fund and currency, of this year and the one before."""
    rows = session.execute(
        select(
            *(Posting.book_on, Posting.fund_id, Posting.currency),
            func.sum(Posting.amount).label("minor"),
        )
        .join(BookEntry, BookEntry.id == Posting.entry_id)
        .where(
            Posting.account == Account.FUND.value,
            Posting.book_on >= date(year - 1, 1, 1),
            Posting.book_on < date(year + 1, 1, 1),
            BookEntry.act.not_in(MOVES),
        )
        .group_by(Posting.book_on, Posting.fund_id, Posting.currency)
    )
    return {(row.book_on, row.fund_id, row.currency): -int(row.minor) for row in rows}
