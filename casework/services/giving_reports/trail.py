"""From a sum to its lines: every posting behind it, with its entry, its gift and its donor. And the journal of all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from casework.base.money import Money
from casework.base.values import Value
from casework.domain.books import Account
from casework.models import BookEntry, Fund, Gift, Posting
from casework.services.day_cursor import day_cursor, read_day_cursor
from casework.services.giving_reports.by_campaign import NO_CAMPAIGN
from casework.services.giving_reports.income import MOVES
from casework.services.people.donor_names import donor_names
from casework.services.withheld import require_open
from casework.store import ledger_chain
from casework.store.session import ViewerSession

ON_A_PAGE = 50
PIECE = 500


class TrailFilter(Value):
    """Which lines: from a day until before another, of a currency, of a fund."""

    since: date
    until: date
    currency: str
    fund_id: UUID | None = None
    campaign: str | None = None  # an id, or NO_CAMPAIGN for what names none


class TrailLine(Value):
    """One posting of income: above zero it came in, below zero it was given back."""

    id: UUID
    entry_id: UUID
    act: str
    book_on: date
    fund: str
    amount: Money
    gift_id: UUID | None
    number: str | None
    donor: str | None


class JournalLine(Value):
    """One line of the journal of all accounts: a debit or a credit of an entry."""

    entry_id: UUID
    act: str
    book_on: date
    account: str
    fund: str | None
    debit: Money | None
    credit: Money | None
    currency: str
    number: str | None


def income_lines(
    session: ViewerSession, wanted: TrailFilter, *, after: str | None = None, size: int = ON_A_PAGE
) -> tuple[tuple[TrailLine, ...], str | None]:
    """The lines behind a sum of income, oldest first, and the word for the next page. A disclosure of donors.
    FieldWithheld where amounts are withheld."""
    require_open(session, "gift.amount")
    chosen = _income(session, wanted)
    if after is not None:
        day, last = read_day_cursor(after)
        chosen = chosen.where(or_(Posting.book_on > day, and_(Posting.book_on == day, Posting.id > last)))
    rows = session.execute(chosen.order_by(Posting.book_on, Posting.id).limit(size + 1)).all()
    shown = rows[:size]
    names = donor_names(session, [row.donor_id for row in shown])
    lines = tuple(
        TrailLine(
            *(row[0], row.entry_id, row.act, row.book_on, row.fund),
            Money(-row.amount, row.currency),
            *(row.gift_id, row.number, names.get(row.donor_id)),
        )
        for row in shown
    )
    return lines, day_cursor(shown[-1].book_on, shown[-1][0]) if len(rows) > size else None


def _income(session: ViewerSession, wanted: TrailFilter) -> Select[Any]:
    columns: list[Any] = [
        *(Posting.id, Posting.entry_id, Posting.book_on, Posting.amount, Posting.currency, Posting.gift_id),
        *(BookEntry.act, Fund.name.label("fund"), Gift.number, Gift.donor_id),
    ]
    chosen = (
        select(*columns)
        .join(BookEntry, BookEntry.id == Posting.entry_id)
        .join(Fund, Fund.id == Posting.fund_id)
        .outerjoin(Gift, Gift.id == Posting.gift_id)
        .where(
            Posting.account == Account.FUND.value,
            Posting.currency == wanted.currency,
            Posting.book_on >= wanted.since,
            Posting.book_on < wanted.until,
            BookEntry.act.not_in(MOVES),
        )
    )
    if wanted.fund_id is not None:
        chosen = chosen.where(Posting.fund_id == wanted.fund_id)
    if wanted.campaign == NO_CAMPAIGN:
        chosen = chosen.where(Gift.campaign_id.is_(None))
    elif wanted.campaign is not None:
        chosen = chosen.where(Gift.campaign_id == UUID(wanted.campaign))
    return chosen


def export_lines(
    session: ViewerSession, wanted: TrailFilter, *, after: str | None = None
) -> tuple[tuple[TrailLine, ...], str | None]:
    """The next lines for a file. The caller commits before they leave."""
    lines, following = income_lines(session, wanted, after=after, size=PIECE)
    told = {"list": "income", "rows": len(lines)}
    ledger_chain.record(session, "list.exported", fields=["amount", "donor"], detail=told)
    return lines, following


def journal_piece(
    session: ViewerSession, year: int, *, after: str | None = None
) -> tuple[Sequence[JournalLine], str | None]:
    """The next entries of a year's journal, each whole: its debits and credits are equal. The caller commits before
    they leave. Names of nobody."""
    require_open(session, "gift.amount")
    since, until = date(year, 1, 1), date(year + 1, 1, 1)
    entries = select(BookEntry.id, BookEntry.book_on).where(
        BookEntry.book_on >= since, BookEntry.book_on < until
    )
    if after is not None:
        day, last = read_day_cursor(after)
        entries = entries.where(
            or_(BookEntry.book_on > day, and_(BookEntry.book_on == day, BookEntry.id > last))
        )
    found = session.execute(entries.order_by(BookEntry.book_on, BookEntry.id).limit(PIECE + 1)).all()
    shown = found[:PIECE]
    rows = session.execute(
        select(
            *(
                Posting.id,
                Posting.entry_id,
                Posting.book_on,
                Posting.account,
                Posting.amount,
                Posting.currency,
            ),
            *(BookEntry.act, Fund.code.label("fund"), Gift.number, Posting.line),
        )
        .join(BookEntry, BookEntry.id == Posting.entry_id)
        .outerjoin(Fund, Fund.id == Posting.fund_id)
        .outerjoin(Gift, Gift.id == Posting.gift_id)
        .where(Posting.entry_id.in_([row.id for row in shown]))
        .order_by(Posting.book_on, Posting.entry_id, Posting.line)
    )
    lines = [_journal(row) for row in rows]
    ledger_chain.record(session, "journal.exported", detail={"entries": len(shown), "lines": len(lines)})
    return lines, day_cursor(shown[-1].book_on, shown[-1].id) if len(found) > PIECE else None


def _journal(row: Any) -> JournalLine:
    amount = Money(row.amount, row.currency)
    debit, credit = (amount, None) if amount.minor > 0 else (None, -amount)
    return JournalLine(
        row.entry_id, row.act, row.book_on, row.account, row.fund, debit, credit, row.currency, row.number
    )
