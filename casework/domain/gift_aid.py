"""Gift Aid in the United Kingdom: the claim, what a donor may get in return, small donations."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from casework.base.money import Money
from casework.base.values import Value
from casework.domain.dated import in_force


class GiftAidRules(Value):
    """The figures in force from a day on: rates and shares per hundred, amounts in pence."""

    basic_rate: int = 20
    low_tier: int = 100_00
    low_share: int = 25
    high_share: int = 5
    benefits_a_year: int = 2_500_00
    small_gift: int = 30_00
    small_gifts_a_year: int = 8_000_00
    small_gifts_times: int = 10
    small_years: int = 2  # how long after the tax year small gifts are claimed
    past_years: int = 4  # how far a declaration reaches back, and how long after the tax year is claimed
    valid_from: date = date.min
    valid_to: date | None = None
    source: str = ""
    checked_on: date | None = None


SINCE_2019 = GiftAidRules()


def rules_on(rows: Sequence[GiftAidRules], day: date) -> GiftAidRules | None:
    """The figures in force on the day of the gift; None where none were."""
    found = in_force(rows, day)
    return found[0] if found else None


def claim(amount: Money, rules: GiftAidRules = SINCE_2019) -> Money:
    """What may be claimed back: 25 pence for each pound at a basic rate of 20 %, rounded half-up."""
    return amount.times(Fraction(rules.basic_rate, 100 - rules.basic_rate))


def benefit_limit(amount: Money, rules: GiftAidRules = SINCE_2019) -> Money:
    """The most a donor may get in return for one donation."""
    low = Money(min(amount.minor, rules.low_tier), amount.currency).times(Fraction(rules.low_share, 100))
    high = Money(max(0, amount.minor - rules.low_tier), amount.currency).times(
        Fraction(rules.high_share, 100)
    )
    return low + high


def benefits_allowed(
    amount: Money, benefit: Money, benefits_this_year: Money, rules: GiftAidRules = SINCE_2019
) -> bool:
    """Whether the whole donation stays eligible; over either limit, none of it is."""
    yearly = (benefits_this_year + benefit).minor <= rules.benefits_a_year
    return benefit <= benefit_limit(amount, rules) and yearly


def is_small_donation(
    amount: Money, *, cash_or_contactless: bool, declared: bool, rules: GiftAidRules = SINCE_2019
) -> bool:
    """Whether a gift counts as a small donation without declaration; no part of a larger one does."""
    return cash_or_contactless and not declared and 0 < amount.minor <= rules.small_gift


def small_donations_limit(gift_aided: Money, rules: GiftAidRules = SINCE_2019) -> Money:
    """The most small donations of a tax year that count, by the Gift-Aided ones of that year."""
    most = min(rules.small_gifts_a_year, rules.small_gifts_times * gift_aided.minor)
    return Money(max(0, most), gift_aided.currency)


def tax_year(day: date) -> tuple[date, date]:
    """First and last day of the tax year: 6 April to 5 April."""
    start = day.year if day >= date(day.year, 4, 6) else day.year - 1
    return date(start, 4, 6), date(start + 1, 4, 5)
