"""A gift as it arrived, and what is wrong with it before it is posted."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from uuid import UUID

from casework.base.clock import today
from casework.base.money import Money
from casework.base.phrases import Coded, Sayable, phrase
from casework.base.values import Value
from casework.domain.giving import check_amount, check_splits
from casework.services.appeals.find_appeal import NO_SOURCE, Source
from casework.services.office import office_of
from casework.store.session import ViewerSession

GOODS_KINDS = ("goods", "vehicle")
METHODS = ("transfer", "card", "check", "cash", "contactless", "payroll", "daf", "goods")
LONGEST_GOODS = 1000
LONGEST_BASIS = 200
LARGEST = 10**13
MOST_FUNDS = 20
_RATE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,10})?")


class Rate(Value):
    """What one unit of a foreign currency was worth in the office's own on the day of the gift, and who says so."""

    value: str
    source: str


class NewGift(Value):
    """A gift as it arrived. `amount` None: goods, which are described to the donor and never valued to them.

    `benefit`: the fair value of what the donor got for it. `splits`: the parts for several funds, which together are
    exactly the gift; none: all of it is for `fund_id`. `fair_value`: what goods are worth to the books, and how that
    was found. `fee`: what the bank or the processor kept of it. `book_on`: the day it counts on in the books, where the
    month it was received in is closed. `has_come`: it is in the bank, so a fund that is shut takes it all the same.
    `pledge_id`: the pledge it counts towards. `goods_kind`: what sort of goods, where the law asks more of some.
    `regular`: one more of a recurring gift. `source`: the campaign and the appeal that brought it.
    `entered_by`: who answers for it, where a job enters what they brought. `thanked_on`: when the donor was thanked,
    where that was before the gift came here.
    """

    donor_id: UUID
    fund_id: UUID
    received_on: date
    amount: Money | None = None
    benefit: Money | None = None
    method: str = "transfer"
    goods: str | None = None
    goods_kind: str = "goods"
    case_id: UUID | None = None
    splits: tuple[tuple[UUID, Money], ...] = ()
    fair_value: Money | None = None
    fair_value_basis: str | None = None
    rate: Rate | None = None
    fee: Money | None = None
    book_on: date | None = None
    has_come: bool = False
    pledge_id: UUID | None = None
    regular: bool = False
    source: Source = NO_SOURCE
    entered_by: UUID | None = None
    thanked_on: date | None = None

    @property
    def booked_on(self) -> date:
        """The day it counts on in the books."""
        return self.book_on or self.received_on

    @property
    def parts(self) -> tuple[tuple[UUID, Money], ...]:
        """What each fund gets of it; nothing for goods without a fair value."""
        if self.splits:
            return self.splits
        whole = self.amount or self.fair_value
        return ((self.fund_id, whole),) if whole else ()


def currencies_of(session: ViewerSession) -> tuple[str, ...]:
    """The currencies an office takes gifts in: its own first, then those its profile names."""
    return office_of(session).tenant.currencies


def wrong_with(session: ViewerSession, new: NewGift) -> dict[str, Sayable]:
    """What is wrong, by field; nothing when it can be posted."""
    errors: dict[str, Sayable] = {}
    if new.amount is not None:
        errors |= _wrong_amount(session, new, new.amount)
    else:
        errors |= _wrong_goods(session, new)
    if new.method not in METHODS:
        errors["method"] = phrase("Choose how it came")
    day = today(office_of(session).tenant.timezone)
    if not date(1900, 1, 1) <= new.received_on <= day:
        errors["received_on"] = Coded(phrase("Enter the day the gift arrived, up to today"), "GIFT_DAY")
    return errors


def _wrong_amount(session: ViewerSession, new: NewGift, amount: Money) -> dict[str, Sayable]:
    errors = wrong_amount(session, amount, has_come=new.has_come)
    if new.benefit is not None and not _fits(new.benefit, amount):
        said = phrase("Enter what the donor got for it: up to the amount, in the same currency")
        errors["benefit"] = Coded(said, "BENEFIT_OVER_GIFT")
    if new.fee is not None and not (_fits(new.fee, amount) and new.fee.minor > 0):
        said = phrase("Enter what was kept of it: up to the amount, in the same currency")
        errors["fee"] = Coded(said, "FEE_OVER_GIFT")
    if new.splits and "amount" not in errors:
        for finding in check_splits(amount, [part for _, part in new.splits]):
            errors["splits"] = Coded(finding.said, finding.code)
        if len({fund for fund, _ in new.splits}) < len(new.splits) or len(new.splits) > MOST_FUNDS:
            errors["splits"] = phrase("Name each fund once, %(count)s funds at most", count=MOST_FUNDS)
    if new.rate is not None:
        errors |= _wrong_rate(session, new.rate, amount)
    return errors


def wrong_amount(session: ViewerSession, amount: Money, *, has_come: bool) -> dict[str, Sayable]:
    """What is wrong with an amount under `amount`. One that has come is not refused for its currency."""
    taken = currencies_of(session)
    if amount.currency not in taken and not has_come:
        listed = ", ".join(taken)
        said = phrase("Enter the amount in a currency you take: %(listed)s", listed=listed)
        return {"amount": Coded(said, "AMOUNT_CURRENCY")}
    if amount.minor >= LARGEST:
        said = phrase("Enter a smaller amount. This one is too large to record")
        return {"amount": Coded(said, "AMOUNT_TOO_LARGE")}
    for finding in check_amount(amount):
        return {"amount": Coded(finding.said, finding.code)}
    return {}


def _wrong_rate(session: ViewerSession, rate: Rate, amount: Money) -> dict[str, Sayable]:
    errors: dict[str, Sayable] = {}
    if amount.currency == office_of(session).tenant.currency:
        errors["rate"] = phrase("A rate is only for an amount in another currency")
    elif not _RATE.fullmatch(rate.value) or not Decimal(rate.value) or Decimal(rate.value) > 10**6:
        errors["rate"] = phrase("Enter the rate in figures, for example 1.0825")
    if not rate.source.strip() or len(rate.source) > LONGEST_BASIS:
        errors["rate_source"] = phrase("Say where the rate is from")
    return errors


def _wrong_goods(session: ViewerSession, new: NewGift) -> dict[str, Sayable]:
    errors: dict[str, Sayable] = {}
    if not (new.goods or "").strip():
        errors["goods"] = phrase("Say what was given. Goods are described, not valued")
    if new.goods_kind not in GOODS_KINDS:
        errors["goods_kind"] = phrase("Choose what kind of goods it is")
    if new.goods and len(new.goods) > LONGEST_GOODS:
        errors["goods"] = phrase("Describe it in 1,000 characters at most")
    if new.splits or new.fee or new.rate:
        errors["splits"] = phrase("Goods are for one fund, without fee or rate")
    if new.fair_value is None:
        return errors
    if (
        new.fair_value.currency != office_of(session).tenant.currency
        or not 0 < new.fair_value.minor < LARGEST
    ):
        errors["fair_value"] = phrase("Enter the fair value in the office’s own currency, more than zero")
    basis = (new.fair_value_basis or "").strip()
    if not basis or len(basis) > LONGEST_BASIS:
        errors["fair_value_basis"] = phrase("Say how the value was found, for example by a price list")
    return errors


def _fits(part: Money, amount: Money) -> bool:
    return part.currency == amount.currency and 0 <= part.minor <= amount.minor
