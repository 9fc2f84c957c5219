"""Post an act to the books: an entry with its lines, once and for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from casework.base.clock import now
from casework.base.errors import Refused
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.domain.books import Act, Line
from casework.models import BookEntry, BookPeriod, Posting
from casework.store.session import ViewerSession

CLOSED_MONTH = "55C01"
"""What the database says of an entry into a closed month."""


class PeriodClosed(Refused):
    """The books of the month are closed."""

    def __init__(self, day: date) -> None:
        month = f"{day.year}-{day.month:02d}"
        said = phrase(
            "The books of %(month)s are closed. Use a day in an open month, or have it opened", month=month
        )
        super().__init__("PERIOD_CLOSED", said)


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An act with its lines and the day it counts on."""

    act: Act
    lines: Sequence[Line[UUID]]
    book_on: date
    gift_id: UUID | None = None
    reason: str | None = None
    pledge_id: UUID | None = None


def post(session: ViewerSession, new: NewEntry) -> UUID:
    """Enter it; its id. Raises PeriodClosed. The database refuses lines that do not add up."""
    require_open_month(session, new.book_on)
    entry = BookEntry(
        id=new_id(),
        act=new.act.value,
        gift_id=new.gift_id,
        pledge_id=new.pledge_id,
        book_on=new.book_on,
        lines=len(new.lines),
        posted_at=now(),
        posted_by=session.viewer.actor,
    )
    if new.reason:
        entry.reason = new.reason
    session.add(entry)
    try:
        session.flush()
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == CLOSED_MONTH:
            raise PeriodClosed(new.book_on) from None
        raise
    session.add_all(_posting(entry, place, line) for place, line in enumerate(new.lines, 1))
    session.flush()
    return entry.id


def require_open_month(session: ViewerSession, day: date) -> None:
    """Make sure that a day can still be posted to, or raise PeriodClosed."""
    closed = select(BookPeriod.closed).where(BookPeriod.month == day.replace(day=1))
    if session.scalar(closed):
        raise PeriodClosed(day)


def _posting(entry: BookEntry, place: int, line: Line[UUID]) -> Posting:
    return Posting(
        id=new_id(),
        entry_id=entry.id,
        line=place,
        gift_id=entry.gift_id,
        pledge_id=entry.pledge_id,
        book_on=entry.book_on,
        account=line.account.value,
        fund_id=line.fund,
        amount=line.amount.minor,
        currency=line.amount.currency,
    )
