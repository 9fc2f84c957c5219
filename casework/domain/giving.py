"""Sums of gifts: splits that meet their gift to the last cent, totals of a donor by currency."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Generic, TypeVar

from casework.base import money
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.findings import Finding
from casework.domain.retention import fiscal_year_end

Key = TypeVar("Key")


class GiftRow(Value, Generic[Key]):
    """A posted gift, hard credit to its donor. A reversal is a row below zero that names what it takes back."""

    id: Key
    amount: Money
    received_on: date
    reverses: Key | None = None


class GivingTotals(Value):
    """What one donor gave in one currency, reversed gifts left out."""

    currency: str
    count: int
    lifetime: Money
    this_year: Money
    last_year: Money
    largest: Money
    first_on: date
    latest_on: date


def check_splits(whole: Money, splits: Sequence[Money]) -> tuple[Finding, ...]:
    """Nothing when the parts for the funds are all above zero and together exactly the gift."""
    if not splits:
        return (Finding("SPLIT_MISSING", phrase("Say which fund the gift is for")),)
    if any(part.currency != whole.currency for part in splits):
        return (Finding("SPLIT_CURRENCY", phrase("All parts are in the currency of the gift")),)
    findings = []
    if any(part.minor <= 0 for part in splits):
        findings.append(Finding("SPLIT_NOT_POSITIVE", phrase("Each part is more than zero")))
    if money.total(splits, whole.currency) != whole:
        findings.append(Finding("SPLIT_SUM", phrase("The parts do not add up to the gift")))
    return tuple(findings)


def check_amount(amount: Money) -> tuple[Finding, ...]:
    """A gift is more than zero; only a reversal is less."""
    if amount.minor > 0:
        return ()
    return (Finding("AMOUNT_NOT_POSITIVE", phrase("Enter an amount of more than zero")),)


def refundable(gift: Money, refunded: Iterable[Money]) -> Money:
    """What of a gift was not given back yet."""
    return gift - money.total(list(refunded), gift.currency)


def totals(gifts: Iterable[GiftRow[Key]], *, as_of: date, first_month: int = 1) -> Mapping[str, GivingTotals]:
    """A donor's totals by currency up to `as_of`, by date received; years are the tenant's fiscal years."""
    rows = [gift for gift in gifts if gift.received_on <= as_of]
    by_currency: dict[str, list[GiftRow[Key]]] = {}
    for row in rows:
        by_currency.setdefault(row.amount.currency, []).append(row)
    found = {currency: _totals(part, currency, as_of, first_month) for currency, part in by_currency.items()}
    return {currency: sums for currency, sums in found.items() if sums is not None}


def _totals(
    rows: Sequence[GiftRow[Key]], currency: str, as_of: date, first_month: int
) -> GivingTotals | None:
    net = _net_amounts(rows)
    kept = [row for row in rows if row.reverses is None and net[row.id].minor > 0]
    if not kept:
        return None
    this_end = fiscal_year_end(as_of, first_month)
    last_end = fiscal_year_end(this_end.replace(year=this_end.year - 1, day=1), first_month)

    def given_in(year_end: date) -> Money:
        inside = [net[x.id] for x in kept if fiscal_year_end(x.received_on, first_month) == year_end]
        return money.total(inside, currency)

    return GivingTotals(
        currency=currency,
        count=len(kept),
        lifetime=money.total([net[row.id] for row in kept], currency),
        this_year=given_in(this_end),
        last_year=given_in(last_end),
        largest=max(net[row.id] for row in kept),
        first_on=min(row.received_on for row in kept),
        latest_on=max(row.received_on for row in kept),
    )


def _net_amounts(rows: Sequence[GiftRow[Key]]) -> dict[Key, Money]:
    """Each gift less what was taken back of it, so a refund counts in the year of its gift."""
    net = {row.id: row.amount for row in rows if row.reverses is None}
    for row in rows:
        if row.reverses is not None and row.reverses in net:
            net[row.reverses] = net[row.reverses] + row.amount
    return net
