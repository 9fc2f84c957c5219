"""Which gifts may be claimed under Gift Aid, and the schedule as HMRC has its columns."""

from datetime import date
from decimal import Decimal

import pytest

from casework.base.money import Money
from casework.domain.gift_aid_claim import (
    AidGift,
    Declared,
    Not,
    ScheduleRow,
    claim_until,
    declaration_for,
    postcode_of,
    schedule,
    tax_on,
)
from casework.packs import catalog

LAW = catalog().kind("charity").giving.gift_aid
TODAY = date(2026, 11, 20)
FUTURE = Declared("d", date(2026, 3, 1), "future")
PAST = Declared("d", date(2026, 3, 1), "past")
ONE = Declared("d", date(2026, 3, 1), "this", gift="g")
ENDED = Declared("d", date(2026, 3, 1), "future", cancelled_on=date(2026, 9, 1))


def gbp(minor: int) -> Money:
    return Money(minor, "GBP")


def gift(day: date = date(2026, 6, 1), minor: int = 100_00, benefit: int = 0, **more: object) -> AidGift[str]:
    return AidGift("g", day, gbp(minor), gbp(benefit), **more)  # type: ignore[arg-type]  # told by name


@pytest.mark.parametrize(
    ("given", "declared", "found"),
    [
        (gift(), FUTURE, "d"),
        (gift(date(2026, 2, 28)), FUTURE, Not.NO_DECLARATION),
        (gift(date(2022, 5, 1)), PAST, "d"),
        (gift(date(2022, 2, 28)), PAST, Not.TOO_OLD),  # of 2021/22: four years after 5 April 2022 are over
        (gift(), ONE, "d"),
        (gift(date(2026, 8, 31)), ENDED, "d"),
        (gift(date(2026, 9, 1)), ENDED, Not.NO_DECLARATION),
        (gift(benefit=25_00), FUTURE, "d"),
        (gift(benefit=25_01), FUTURE, Not.BENEFIT),
        (gift(minor=1_000_00, benefit=70_00, benefits_before=2_430_00), FUTURE, "d"),
        (gift(minor=1_000_00, benefit=70_00, benefits_before=2_430_01), FUTURE, Not.BENEFIT),
        (gift(in_kind=True), FUTURE, Not.GOODS),
        (gift(by_person=False), FUTURE, Not.NO_PERSON),
        (gift(relieved=True), FUTURE, Not.RELIEVED),
        (AidGift("g", date(2026, 6, 1), Money(5_00, "USD"), Money(0, "USD")), FUTURE, Not.CURRENCY),
        (gift(date(2018, 6, 1)), PAST, Not.NO_RULES),
    ],
)
def test_a_gift_is_claimed_under_a_declaration_that_covers_it_or_not_at_all(given, declared, found) -> None:
    got = declaration_for(given, [declared], LAW, TODAY)
    assert (got.id if isinstance(got, Declared) else got) == found


def test_the_time_to_claim_ends_four_years_after_the_tax_year() -> None:
    assert claim_until(date(2022, 4, 6), LAW[0]) == date(2027, 4, 5)
    assert claim_until(date(2022, 4, 5), LAW[0]) == date(2026, 4, 5)


def test_each_row_is_rounded_by_itself() -> None:
    assert [tax_on(gbp(minor), date(2026, 6, 1), LAW).minor for minor in (100_00, 10, 9, 33_33)] == [
        25_00,
        3,
        2,
        8_33,
    ]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("sw1a1aa", "SW1A 1AA"),
        (" m1  1ae ", "M1 1AE"),
        ("x", "X"),
        ("12345", None),
        ("SW1A", None),
        ("", None),
    ],
)
def test_a_postcode_is_written_as_the_schedule_wants_it(typed: str, kept: str | None) -> None:
    assert postcode_of(typed) == kept


def test_the_schedule_has_the_columns_of_hmrc() -> None:
    row = ScheduleRow("Mrs", "Ana", "Lima", "7", "M1 1AE", date(2026, 6, 1), Decimal("100"))
    head, line = schedule([row])
    assert head == [
        "Item", "Title", "First name", "Last name", "House name or number", "Postcode",
        "Aggregated donations", "Sponsored event", "Donation date", "Amount",
    ]  # fmt: skip
    assert line == [1, "Mrs", "Ana", "Lima", "7", "M1 1AE", None, None, "01/06/26", Decimal("100.00")]
