"""Record a gift of money or goods. Once posted it never changes: what was wrong is reversed and entered anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import InvalidInput, NotFound, PurposeRequired
from casework.base.ids import new_id
from casework.base.money import Money
from casework.base.phrases import Sayable, phrase
from casework.domain.giving import check_amount
from casework.models import Fund, Gift, Person
from casework.services.numbers import next_number
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

SERIES = "gift"
METHODS = ("transfer", "card", "check", "cash", "goods")
LONGEST_GOODS = 1000
MONEY, GOODS = "money", "in_kind"


@dataclass(frozen=True, slots=True)
class NewGift:
    """A gift as it arrived. `amount` None: goods, which are described and never valued.

    `benefit`: the fair value of what the donor got for it.
    """

    donor_id: UUID
    fund_id: UUID
    received_on: date
    amount: Money | None = None
    benefit: Money | None = None
    method: str = "transfer"
    goods: str | None = None
    case_id: UUID | None = None


def record_gift(session: ViewerSession, new: NewGift) -> Gift:
    """Post a gift under the next number. InvalidInput by field; NotFound for a donor or fund that is not here."""
    if not session.viewer.access.may_write("financial"):
        raise PurposeRequired
    errors = _wrong(session, new)
    if errors:
        raise InvalidInput(errors)
    if session.scalar(select(Person.id).where(Person.id == new.donor_id)) is None:
        raise NotFound
    if not _active(session, new.fund_id):
        raise InvalidInput({"fund": phrase("This fund takes no more gifts. Choose another")})
    year = today(office_of(session).tenant.timezone).year
    currency = new.amount.currency if new.amount else office_of(session).tenant.currency
    row = Gift(
        id=new_id(),
        number=f"{year}-{next_number(session, SERIES, year):06d}",
        donor_id=new.donor_id,
        fund_id=new.fund_id,
        kind=MONEY if new.amount else GOODS,
        amount=new.amount.minor if new.amount else 0,
        benefit=new.benefit.minor if new.benefit else 0,
        currency=currency,
        method=new.method if new.amount else "goods",
        received_on=new.received_on,
        case_id=new.case_id,
        entered_by=session.viewer.actor,
    )
    if new.goods:
        row.goods = new.goods.strip()
    session.add(row)
    session.flush()
    ledger_chain.record(
        session, "gift.recorded", case=new.case_id, subjects=[new.donor_id, row.id], fields=["amount", "fund"]
    )
    return row


def _wrong(session: ViewerSession, new: NewGift) -> dict[str, Sayable]:
    errors: dict[str, Sayable] = {}
    if new.amount is not None:
        for finding in check_amount(new.amount):
            errors["amount"] = finding.said
        if new.benefit is not None and not _fits(new.benefit, new.amount):
            errors["benefit"] = phrase(
                "Enter what the donor got for it: up to the amount, in the same currency"
            )
    elif not (new.goods or "").strip():
        errors["goods"] = phrase("Say what was given. Goods are described, not valued")
    if new.goods and len(new.goods) > LONGEST_GOODS:
        errors["goods"] = phrase("Describe it in 1,000 characters at most")
    if new.method not in METHODS:
        errors["method"] = phrase("Choose how it came")
    day = today(office_of(session).tenant.timezone)
    if not date(1900, 1, 1) <= new.received_on <= day:
        errors["received_on"] = phrase("Enter the day the gift arrived, up to today")
    return errors


def _fits(benefit: Money, amount: Money) -> bool:
    return benefit.currency == amount.currency and 0 <= benefit.minor <= amount.minor


def _active(session: ViewerSession, fund_id: UUID) -> bool:
    found = session.scalar(select(Fund.active).where(Fund.id == fund_id))
    if found is None:
        raise NotFound
    return bool(found)
