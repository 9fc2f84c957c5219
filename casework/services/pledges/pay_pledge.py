"""A gift counts towards a pledge: what is settled of it, and which of its parts are paid. And back, with the gift."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from casework.base.errors import InvalidInput
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain import books
from casework.domain.books import Account, Act
from casework.models import Fund, Gift, Instalment, Pledge, Posting
from casework.services.books.post import NewEntry, post
from casework.services.people.one_person import are_one, of_one
from casework.services.pledges.log_change import Change, log_change
from casework.store.columns import one_of
from casework.store.session import ViewerSession

OPEN = ("active", "fulfilled", "lapsed")
PAYABLE = ("active", "lapsed")


def payable(session: ViewerSession, pledge_id: UUID, donor_id: UUID, currency: str) -> Pledge:
    """The pledge under lock, if a gift of this donor may count towards it, or InvalidInput under `pledge`."""
    row = session.scalar(
        select(Pledge)
        .where(Pledge.id == pledge_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or row.kind != "pledge" or not are_one(session, row.donor_id, donor_id):
        raise InvalidInput({"pledge": phrase("Choose a pledge of this donor")})
    if row.currency != currency or row.status not in PAYABLE:
        raise InvalidInput({"pledge": phrase("Choose a pledge that is open, in the currency of the gift")})
    return row


class OpenPledge(Value):
    """A pledge that a gift may count towards, and what is still to come of it."""

    id: UUID
    number: str
    fund: str
    left: Money


def payable_of(session: ViewerSession, donor_id: UUID) -> list[OpenPledge]:
    """The donor's pledges that a gift may count towards, the oldest first."""
    rows = session.execute(
        select(Pledge.id, Pledge.number, Pledge.currency, Fund.name, func.sum(Posting.amount).label("minor"))
        .join(Fund, Fund.id == Pledge.fund_id)
        .join(Posting, Posting.pledge_id == Pledge.id)
        .where(
            of_one(Pledge.donor_id, donor_id),
            Pledge.kind == "pledge",
            Pledge.status.in_(PAYABLE),
            Posting.account == Account.PLEDGED.value,
        )
        .group_by(Pledge.id, Pledge.number, Pledge.currency, Fund.name)
        .order_by(Pledge.number)
    )
    return [
        OpenPledge(row.id, row.number, row.name, Money(int(row.minor), row.currency))
        for row in rows
        if row.minor > 0
    ]


def pay_pledge(session: ViewerSession, row: Pledge, gift: Gift, day: date) -> None:
    """Settle what a gift pays of a pledge: no more than is left of it."""
    left = left_of(session, row.id, row.currency)
    paid = Money(min(gift.amount, left.minor), row.currency)
    if not paid:
        return
    _settle(session, row, gift.id, paid, day)
    _mark(session, row, gift.id)


def settled_by(session: ViewerSession, gifts: Iterable[UUID]) -> set[UUID]:
    """Those of these gifts that settled something of a pledge."""
    chosen = select(Posting.gift_id).where(
        one_of(Posting.gift_id, gifts), Posting.account == Account.PROMISED.value
    )
    return {gift for gift in session.scalars(chosen.distinct()) if gift is not None}


def unpay_pledge(session: ViewerSession, gift_id: UUID, left: Money, day: date) -> None:
    """After part of a gift was given back: what it settles is no more than is left of it."""
    sums = (
        select(Posting.pledge_id, func.sum(Posting.amount).label("minor"))
        .where(Posting.gift_id == gift_id, Posting.account == Account.PROMISED.value)
        .group_by(Posting.pledge_id)
    )
    for settled in session.execute(sums).all():
        over = int(settled.minor) - left.minor
        if over <= 0:
            continue
        row = session.scalars(select(Pledge).where(Pledge.id == settled.pledge_id).with_for_update()).one()
        _settle(session, row, gift_id, Money(-over, left.currency), day)
        _mark(session, row, None)


def left_of(session: ViewerSession, pledge_id: UUID, currency: str) -> Money:
    """What of a pledge is still to come, by the books."""
    still = func.coalesce(func.sum(Posting.amount), 0)
    minor = session.scalar(
        select(still).where(Posting.pledge_id == pledge_id, Posting.account == Account.PLEDGED.value)
    )
    return Money(int(minor or 0), currency)


def _settle(session: ViewerSession, row: Pledge, gift_id: UUID, amount: Money, day: date) -> None:
    lines = books.settlement(amount, row.fund_id)
    post(session, NewEntry(Act.SETTLEMENT, lines, day, gift_id, pledge_id=row.id))


def _mark(session: ViewerSession, row: Pledge, gift_id: UUID | None) -> None:
    """Which parts are paid follows from what is left: the oldest first."""
    parts = session.scalars(
        select(Instalment)
        .where(Instalment.pledge_id == row.id, Instalment.status.in_(("due", "paid")))
        .order_by(Instalment.due_on)
    ).all()
    left = left_of(session, row.id, row.currency)
    paid, reached = sum(part.amount for part in parts) - left.minor, 0
    for part in parts:
        reached += part.amount
        if reached <= paid and part.status == "due":
            part.status, part.gift_id, gift_id = "paid", gift_id, None
        elif reached > paid and part.status == "paid":
            part.status, part.gift_id = "due", None
    wanted = "active" if left else "fulfilled"
    if row.status in OPEN and row.status != wanted:
        row.status = wanted
        log_change(session, row, Change("fulfilled" if not left else "reopened"))
    session.flush()
