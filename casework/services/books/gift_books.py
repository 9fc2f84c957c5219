"""What the books say of a gift: its entries, what came in, what is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from casework.base.money import Money
from casework.base.values import Value, field
from casework.domain.books import Account, Line, held_of
from casework.models import BookEntry, Fund, Posting
from casework.services.withheld import shows
from casework.store.columns import one_of
from casework.store.session import ViewerSession


class LineView(Value):
    """A line of an entry. `amount` is None where it is withheld."""

    account: str
    fund: str | None
    amount: Money | None


class EntryView(Value):
    """An entry as it was posted."""

    id: UUID
    act: str
    book_on: date
    posted_at: datetime
    posted_by: UUID | None
    reason: str | None
    lines: tuple[LineView, ...] = field(default_factory=tuple)


def gift_entries(session: ViewerSession, gift_id: UUID) -> tuple[EntryView, ...]:
    """The entries of a gift, in the order they were made."""
    columns: list[Any] = [BookEntry.id, BookEntry.gift_id, BookEntry.act, BookEntry.book_on]
    columns += [BookEntry.posted_at, BookEntry.posted_by]
    told = shows(session, "gift.goods")  # reasons are of the same class
    if told:
        columns.append(BookEntry.reason)
    chosen = select(*columns).where(BookEntry.gift_id == gift_id).order_by(BookEntry.posted_at, BookEntry.id)
    entries = session.execute(chosen).all()
    lines = _line_views(session, [entry.id for entry in entries])
    return tuple(
        EntryView(
            id=entry.id,
            act=entry.act,
            book_on=entry.book_on,
            posted_at=entry.posted_at,
            posted_by=entry.posted_by,
            reason=entry.reason if told else None,
            lines=tuple(lines.get(entry.id, ())),
        )
        for entry in entries
    )


def share_of_funds(entries: Sequence[EntryView]) -> tuple[tuple[str, Money | None], ...]:
    """What each fund holds of a gift by its entries, in the order they name the funds; None where it is withheld."""
    held: dict[str, Money | None] = {}
    for line in (line for entry in entries for line in entry.lines):
        if line.account == Account.FUND.value and line.fund is not None:
            before = held.get(line.fund)
            told = -line.amount if line.amount is not None else None
            held[line.fund] = before + told if before is not None and told is not None else told
    return tuple(held.items())


def _line_views(session: ViewerSession, entries: Sequence[UUID]) -> dict[UUID, list[LineView]]:
    columns: list[Any] = [*(Posting.id, Posting.entry_id, Posting.gift_id, Posting.account, Posting.currency)]
    financial = shows(session, "gift.amount")
    if financial:
        columns.append(Posting.amount)
    chosen = select(*columns, Fund.name.label("fund")).outerjoin(Fund, Fund.id == Posting.fund_id)
    found: dict[UUID, list[LineView]] = {}
    chosen = chosen.where(one_of(Posting.entry_id, entries)).order_by(Posting.entry_id, Posting.line)
    for row in session.execute(chosen):
        amount = Money(row.amount, row.currency) if financial else None
        found.setdefault(row.entry_id, []).append(LineView(row.account, row.fund, amount))
    return found


def gift_lines(session: ViewerSession, gift_id: UUID) -> list[Line[UUID]]:
    """Every line of a gift, for reckoning with them."""
    return _lines(session, (gift_id,))[gift_id]


def _lines(session: ViewerSession, gifts: Sequence[UUID]) -> dict[UUID, list[Line[UUID]]]:
    rows = session.execute(
        select(
            *(Posting.id, Posting.gift_id, Posting.account, Posting.fund_id),
            *(Posting.amount, Posting.currency),
        )
        .join(BookEntry, BookEntry.id == Posting.entry_id)
        .where(one_of(Posting.gift_id, gifts))
        .order_by(BookEntry.posted_at, BookEntry.id, Posting.line)
    )
    found: dict[UUID, list[Line[UUID]]] = {gift: [] for gift in gifts}
    for row in rows:
        amount = Money(row.amount, row.currency)
        found[row.gift_id].append(Line(Account(row.account), amount, row.fund_id))
    return found


def gift_held(session: ViewerSession, gift_id: UUID) -> list[tuple[UUID, Money]]:
    """What each fund still holds of a gift; nothing when it was taken back whole."""
    return held_of(gift_lines(session, gift_id))


def gifts_held(session: ViewerSession, gifts: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, Money]]]:
    """The same of each of these gifts."""
    return {gift: held_of(lines) for gift, lines in _lines(session, gifts).items()}


def kept_of(session: ViewerSession, gifts: Sequence[UUID]) -> dict[UUID, int]:
    """What is left of each of these gifts, in minor units of its currency. Gifts of which nothing is are left out."""
    sums = (
        select(Posting.gift_id, func.sum(Posting.amount).label("minor"))
        .where(one_of(Posting.gift_id, gifts), Posting.account == Account.FUND.value)
        .group_by(Posting.gift_id)
    )
    return {row.gift_id: -int(row.minor) for row in session.execute(sums) if row.minor}
