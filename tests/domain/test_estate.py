"""Heirs without probate: the limit of the day of death, the wait."""

from datetime import date

import pytest

from casework.base.money import Money
from casework.domain.estate import EstateLimit, check_affidavit

LIMITS = [
    EstateLimit(Money(184_500_00, "USD"), date(2022, 4, 1), date(2025, 4, 1)),
    EstateLimit(Money(208_850_00, "USD"), date(2025, 4, 1)),
]


@pytest.mark.parametrize(
    ("died_on", "dollars", "today", "codes"),
    [
        (date(2026, 10, 15), 208_850, date(2026, 11, 24), []),
        (date(2026, 10, 15), 208_850, date(2026, 11, 23), ["ESTATE_WAIT_PERIOD"]),
        (date(2026, 10, 15), 208_851, date(2026, 11, 24), ["ESTATE_OVER_LIMIT"]),
        (date(2025, 3, 31), 190_000, date(2026, 11, 24), ["ESTATE_OVER_LIMIT"]),
        (date(2025, 4, 1), 190_000, date(2026, 11, 24), []),
    ],
)
def test_the_limit_is_that_of_the_day_of_death(
    died_on: date, dollars: int, today: date, codes: list[str]
) -> None:
    found = check_affidavit(died_on, Money(dollars * 100, "USD"), LIMITS, today=today)
    assert [finding.code for finding in found] == codes


def test_a_death_before_every_known_limit_is_a_gap_in_the_table() -> None:
    with pytest.raises(ValueError, match="Add a row"):
        check_affidavit(date(2010, 1, 1), Money(1, "USD"), LIMITS, today=date(2026, 11, 24))
