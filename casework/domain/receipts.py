"""Receipts for gifts: what must be stated, what may be deducted, numbers without gaps (United States)."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from casework.base.money import Money, exponent
from casework.base.values import Value, replace
from casework.domain.dated import in_force


class Statement(StrEnum):
    """What a receipt says about goods or services the donor got."""

    NOTHING_GIVEN = "nothing_given"
    RELIGIOUS_ONLY = "religious_only"
    TOKEN_ONLY = "token_only"  # noqa: S105 - a token of thanks, no secret
    GOODS_WITH_ESTIMATE = "goods_with_estimate"


class Thresholds(Value):
    """The figures of the law in force from a day on, in hundredths of the currency they are written in."""

    acknowledge_from: int = 250_00
    disclose_over: int = 75_00
    vehicle_over: int | None = None  # of one claimed at more, a form of its own follows
    vehicle_days: int = 30
    valid_from: date = date.min
    valid_to: date | None = None
    source: str = ""
    checked_on: date | None = None


class Given(Value):
    """A single contribution. Separate gifts are never added up, not even of one day."""

    amount: Money
    benefit: Money
    in_kind: bool = False
    religious_benefit: bool = False
    token_benefit: bool = False
    vehicle: bool = False


class ReceiptContent(Value):
    """What the receipt of a gift must carry."""

    statement: Statement
    deductible: Money | None
    must_acknowledge: bool
    must_disclose: bool
    describes_goods: bool
    vehicle_over: Money | None = None  # of a vehicle claimed at more than this, a form of its own follows
    vehicle_days: int = 0


UNITED_STATES = Thresholds()


def thresholds_on(rows: Sequence[Thresholds], day: date) -> Thresholds | None:
    """The figures in force on the day of the gift; None where none were."""
    found = in_force(rows, day)
    return found[0] if found else None


def receipt_content(given: Given, thresholds: Thresholds | None = UNITED_STATES) -> ReceiptContent:
    """The content of a receipt: goods are described, never valued; the threshold is on the whole payment.

    Without thresholds nothing is asked by law, and the same is said all the same.
    """
    has_benefit = given.benefit.minor > 0 and not given.token_benefit
    statement = _statement(given, has_benefit)
    content = ReceiptContent(
        statement=statement,
        deductible=None if given.in_kind else deductible(given),
        must_acknowledge=False,
        must_disclose=False,
        describes_goods=given.in_kind,
    )
    if thresholds is None:
        return content
    over = thresholds.vehicle_over
    return replace(
        content,
        must_acknowledge=given.in_kind or _reaches(given, thresholds.acknowledge_from),
        must_disclose=has_benefit and not given.in_kind and _is_over(given, thresholds.disclose_over),
        vehicle_over=_limit(over, given.amount.currency) if given.vehicle and over is not None else None,
        vehicle_days=thresholds.vehicle_days,
    )


def vehicle_form_due(received_on: date, thresholds: Thresholds) -> date:
    """The day by which the donor of a vehicle must have the form about it."""
    return received_on + timedelta(days=thresholds.vehicle_days)


def _limit(hundredths: int, currency: str) -> Money:
    """A figure of the law in a currency, whatever its decimals."""
    places = exponent(currency)
    return Money(hundredths * 10**places // 100, currency)


def _reaches(given: Given, hundredths: int) -> bool:
    return given.amount >= _limit(hundredths, given.amount.currency)


def _is_over(given: Given, hundredths: int) -> bool:
    return given.amount > _limit(hundredths, given.amount.currency)


def deductible(given: Given) -> Money:
    """The payment less the fair value of what the donor got for it, never below nothing."""
    if given.token_benefit:
        return given.amount
    return Money(max(0, (given.amount - given.benefit).minor), given.amount.currency)


def receipt_number(year: int, serial: int) -> str:
    """The printed number: 2026-000417."""
    if not (1900 <= year <= 9999 and 1 <= serial <= 999_999):
        raise ValueError("A receipt number has a year and a serial from 1 to 999999.")
    return f"{year}-{serial:06d}"


def parse_receipt_number(text: str) -> tuple[int, int] | None:
    """Year and serial of a printed number, or None."""
    found = re.fullmatch(r"([1-9][0-9]{3})-([0-9]{6})", text.strip())
    return (int(found[1]), int(found[2])) if found and int(found[2]) else None


def _statement(given: Given, has_benefit: bool) -> Statement:
    if has_benefit:
        return Statement.GOODS_WITH_ESTIMATE
    if given.religious_benefit:
        return Statement.RELIGIOUS_ONLY
    return Statement.TOKEN_ONLY if given.token_benefit else Statement.NOTHING_GIVEN
