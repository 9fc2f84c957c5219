"""The months of the books: what each took in, whether it is closed, closing it, opening it again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import now, today
from casework.base.errors import InvalidInput, Refused
from casework.base.ids import new_id
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.books import Account
from casework.models import BookPeriod, PeriodAct, Posting
from casework.policy.rulebook import require
from casework.services.office import office_of
from casework.services.withheld import shows
from casework.store import ledger_chain
from casework.store.session import ViewerSession

MONTHS = 12
LONGEST_REASON = 300


class PeriodActView(Value):
    """That a month was closed or opened again."""

    act: str
    at: datetime
    by: UUID | None
    reason: str | None


class PeriodView(Value):
    """A month: what the books took in for funds (less what was given back) and the fees, by currency.

    `over`: it can be closed. The sums are empty where they are withheld.
    """

    month: date
    closed: bool
    over: bool
    taken: tuple[Money, ...]
    fees: tuple[Money, ...]
    acts: tuple[PeriodActView, ...]


def list_periods(session: ViewerSession, until: date | None = None) -> tuple[PeriodView, ...]:
    """Twelve months, the latest first, up to this one or to the month of `until`."""
    this = today(office_of(session).tenant.timezone).replace(day=1)
    months = _months_before(until.replace(day=1) if until else this)
    since, end = months[-1], _next(months[0])
    closed = set(
        session.scalars(
            select(BookPeriod.month).where(
                BookPeriod.closed, BookPeriod.month >= since, BookPeriod.month < end
            )
        )
    )
    sums, acts = _sums(session, since, end), _acts(session, since, end)
    return tuple(
        PeriodView(
            month=month,
            closed=month in closed,
            over=month < this,
            taken=_of(sums, month, Account.FUND, -1),
            fees=_of(sums, month, Account.FEES, 1),
            acts=tuple(acts.get(month, ())),
        )
        for month in months
    )


def close_period(session: ViewerSession, month: date) -> None:
    """Close a month that is over: nothing is posted to it any more. Refused MONTH_NOT_OVER,
    MONTH_CLOSED_ALREADY."""
    require("period.close", session.viewer)
    month = month.replace(day=1)
    if month >= today(office_of(session).tenant.timezone).replace(day=1):
        raise Refused(
            "MONTH_NOT_OVER", phrase("This month is not over. It can be closed from the next one on")
        )
    row = _locked(session, month)
    if row.closed:
        raise Refused(
            "MONTH_CLOSED_ALREADY",
            phrase("The books of this month are closed already. Nothing is left to do"),
        )
    _change(session, row, closed=True, reason=None)


def reopen_period(session: ViewerSession, month: date, *, reason: str) -> None:
    """Open a closed month again: kept with who did it and why. InvalidInput under `reason`; Refused
    MONTH_NOT_CLOSED."""
    require("period.reopen", session.viewer)
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise InvalidInput({"reason": phrase("Say why the month is opened again, in 300 characters at most")})
    row = _locked(session, month.replace(day=1))
    if not row.closed:
        raise Refused(
            "MONTH_NOT_CLOSED", phrase("The books of this month are open already. Post to it as usual")
        )
    _change(session, row, closed=False, reason=reason)


def _change(session: ViewerSession, row: BookPeriod, *, closed: bool, reason: str | None) -> None:
    row.closed, row.changed_at, row.changed_by = closed, now(), session.viewer.actor
    if row.reason is not None or reason is not None:
        row.reason = reason
    session.flush()
    act = "period.closed" if closed else "period.reopened"
    ledger_chain.record(session, act, subjects=[row.id], detail={"month": row.month.isoformat()})


def _locked(session: ViewerSession, month: date) -> BookPeriod:
    """The month's row under lock, so that whoever posts to it waits."""
    found = session.scalar(
        select(BookPeriod)
        .where(BookPeriod.month == month)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        found = BookPeriod(id=new_id(), month=month, closed=False, changed_at=now())
        session.add(found)
        session.flush()
    return found


def _sums(session: ViewerSession, since: date, end: date) -> dict[tuple[date, str], dict[str, int]]:
    """By month and account: currency → minor units. Summed by day in the database."""
    found: defaultdict[tuple[date, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    if not shows(session, "gift.amount"):
        return found
    wanted = (Account.FUND.value, Account.FEES.value)
    days = (
        select(Posting.book_on, Posting.account, Posting.currency, func.sum(Posting.amount).label("minor"))
        .where(Posting.book_on >= since, Posting.book_on < end, Posting.account.in_(wanted))
        .group_by(Posting.book_on, Posting.account, Posting.currency)
    )
    for row in session.execute(days):
        found[row.book_on.replace(day=1), row.account][row.currency] += int(row.minor)
    return found


def _of(
    sums: dict[tuple[date, str], dict[str, int]], month: date, account: Account, sign: int
) -> tuple[Money, ...]:
    there = sums.get((month, account.value), {})
    return tuple(Money(sign * there[currency], currency) for currency in sorted(there))


def _acts(session: ViewerSession, since: date, end: date) -> dict[date, list[PeriodActView]]:
    told = session.viewer.access.may_read("matter")
    columns = [PeriodAct.id, PeriodAct.month, PeriodAct.act, PeriodAct.at, PeriodAct.by]
    chosen = select(*columns, *([PeriodAct.reason] if told else []))
    chosen = chosen.where(PeriodAct.month >= since, PeriodAct.month < end).order_by(PeriodAct.at.desc())
    found: dict[date, list[PeriodActView]] = {}
    for row in session.execute(chosen):
        view = PeriodActView(row.act, row.at, row.by, row.reason if told else None)
        found.setdefault(row.month, []).append(view)
    return found


def actors_of(periods: Iterable[PeriodView]) -> set[UUID]:
    """Who closed or opened these months."""
    return {act.by for period in periods for act in period.acts if act.by is not None}


def _months_before(month: date) -> list[date]:
    found = [month]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
