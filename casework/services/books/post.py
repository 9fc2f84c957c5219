"""Post an act to the books: an entry with its lines, once and for good."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, any_, literal, select
from sqlalchemy.exc import DBAPIError

from casework.base.clock import now
from casework.base.errors import Refused
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.books import Act, Line
from casework.models import BookEntry, BookPeriod, Posting
from casework.services.insert_rows import insert_rows
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


class NewEntry(Value):
    """An act with its lines and the day it counts on."""

    act: Act
    lines: Sequence[Line[UUID]]
    book_on: date
    gift_id: UUID | None = None
    reason: str | None = None
    pledge_id: UUID | None = None


def post(session: ViewerSession, new: NewEntry) -> UUID:
    """Enter it; its id. Raises PeriodClosed. The database refuses lines that do not add up."""
    return post_all(session, (new,))[0]


def post_all(session: ViewerSession, entries: Sequence[NewEntry]) -> list[UUID]:
    """Enter them in this order, many with a few statements; their ids. Raises PeriodClosed."""
    require_open_months(session, {new.book_on for new in entries})
    made = [_entry(session, new) for new in entries]
    session.flush()
    try:
        insert_rows(session, BookEntry, made)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == CLOSED_MONTH:
            raise PeriodClosed(entries[0].book_on) from None
        raise
    lines = [
        _posting(entry, place, line)
        for entry, new in zip(made, entries, strict=True)
        for place, line in enumerate(new.lines, 1)
    ]
    insert_rows(session, Posting, lines)
    return [entry["id"] for entry in made]


def require_open_month(session: ViewerSession, day: date) -> None:
    """Make sure that a day can still be posted to, or raise PeriodClosed."""
    require_open_months(session, (day,))


def require_open_months(session: ViewerSession, days: Collection[date]) -> None:
    """Make sure that each of these days can still be posted to, or raise PeriodClosed for the first that can't."""
    months = {day.replace(day=1) for day in days}
    closed = set(
        session.scalars(
            select(BookPeriod.month).where(
                BookPeriod.closed, BookPeriod.month == any_(literal(sorted(months), ARRAY(Date)))
            )
        )
    )
    for day in sorted(days):
        if day.replace(day=1) in closed:
            raise PeriodClosed(day)


def _entry(session: ViewerSession, new: NewEntry) -> dict[str, Any]:
    told = {
        "id": new_id(),
        "act": new.act.value,
        "gift_id": new.gift_id,
        "pledge_id": new.pledge_id,
        "book_on": new.book_on,
        "lines": len(new.lines),
        "posted_at": now(),
        "posted_by": session.viewer.actor,
    }
    return told | ({"reason": new.reason} if new.reason else {})


def _posting(entry: dict[str, Any], place: int, line: Line[UUID]) -> dict[str, Any]:
    return {
        "entry_id": entry["id"],
        "line": place,
        "gift_id": entry["gift_id"],
        "pledge_id": entry["pledge_id"],
        "book_on": entry["book_on"],
        "account": line.account.value,
        "fund_id": line.fund,
        "amount": line.amount.minor,
        "currency": line.amount.currency,
    }
