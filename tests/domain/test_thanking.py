"""The promise of thanks, the way a donor is written to, and the figures of the law on the day of the gift."""

from datetime import date

import pytest

from casework.base.money import Money
from casework.domain.calendars import BusinessCalendar, HolidayTable
from casework.domain.receipts import Given, Thresholds, receipt_content, thresholds_on, vehicle_form_due
from casework.domain.thanking import (
    Hindrance,
    Policy,
    Reach,
    Way,
    Wishes,
    is_too_late,
    promised_on,
    way_to_thank,
)
from casework.packs import catalog

NINE_TO_FIVE = ((540, 1020),)
WEEK = BusinessCalendar(
    "America/Chicago",
    {day: NINE_TO_FIVE for day in range(5)},
    holidays=HolidayTable({date(2026, 11, 26): "Thanksgiving"}),
)
LAW = catalog().kind("charity").giving.receipts


@pytest.mark.parametrize(
    ("received_on", "promised"),
    [
        (date(2026, 11, 9), date(2026, 11, 16)),  # Monday to Monday
        (date(2026, 11, 20), date(2026, 11, 30)),  # over a weekend and a holiday
        (date(2026, 11, 21), date(2026, 11, 30)),  # on a Saturday: Monday is the first day
    ],
)
def test_thanks_are_promised_in_working_days_after_the_gift(received_on: date, promised: date) -> None:
    assert promised_on(received_on, Policy(within_days=5), WEEK) == promised


def test_a_gift_that_came_long_before_it_was_recorded_is_not_thanked() -> None:
    policy = Policy(forget_days=90)
    assert not is_too_late(date(2026, 8, 22), date(2026, 11, 20), policy)
    assert is_too_late(date(2026, 8, 21), date(2026, 11, 20), policy)


NO_MAIL, NO_LETTER = Wishes(closed=frozenset({Way.EMAIL})), Wishes(closed=frozenset({Way.LETTER}))
LIKES_LETTERS = Wishes(open=frozenset({Way.LETTER}))
NEVER = Wishes(do_not_contact=True, open=frozenset({Way.EMAIL}))


@pytest.mark.parametrize(
    ("reach", "wanted", "way"),
    [
        (Reach(email=True, address=True), "auto", Way.EMAIL),
        (Reach(address=True), "auto", Way.LETTER),
        (Reach(), "auto", Hindrance.NO_WAY),
        (Reach(email=True, address=True, wishes=NO_MAIL), "auto", Way.LETTER),
        (Reach(email=True, address=True, wishes=LIKES_LETTERS), "auto", Way.LETTER),
        (Reach(email=True, wishes=NO_MAIL), "auto", Hindrance.NO_WAY),
        (Reach(email=True, address=True, wishes=NEVER), "email", Hindrance.DO_NOT_CONTACT),
        (Reach(email=True, wishes=NO_MAIL), "email", Hindrance.NOT_BY_EMAIL),
        (Reach(address=True), "email", Hindrance.NO_EMAIL),
        (Reach(email=True), "letter", Hindrance.NO_ADDRESS),
        (Reach(address=True, wishes=NO_LETTER), "letter", Hindrance.NOT_BY_LETTER),
    ],
)
def test_a_donor_is_written_to_by_a_way_they_left_open(reach: Reach, wanted: str, way: object) -> None:
    assert way_to_thank(reach, wanted) is way


def usd(minor: int) -> Money:
    return Money(minor, "USD")


@pytest.mark.parametrize(
    ("day", "amount", "benefit", "acknowledge", "disclose"),
    [
        (date(2026, 3, 2), 250_00, 0, True, False),  # a single gift of $250.00
        (date(2026, 3, 2), 249_99, 0, False, False),  # two of these on one day are never added up
        (
            date(2026, 3, 2),
            100_00,
            40_00,
            False,
            True,
        ),  # $100 with a $40 ticket: the threshold is on the payment
        (date(2026, 3, 2), 75_00, 40_00, False, False),
        (date(1994, 1, 1), 250_00, 0, True, False),  # the first day of the law
        (date(1993, 12, 31), 250_00, 80_00, False, False),  # the day before
    ],
)
def test_the_law_of_the_day_of_the_gift_counts(
    day: date, amount: int, benefit: int, acknowledge: bool, disclose: bool
) -> None:
    content = receipt_content(Given(usd(amount), usd(benefit)), thresholds_on(LAW, day))
    assert (content.must_acknowledge, content.must_disclose) == (acknowledge, disclose)
    assert content.deductible == usd(amount - benefit)


def test_a_vehicle_is_told_of_its_own_form_since_there_is_one() -> None:
    vehicle = Given(usd(0), usd(0), in_kind=True, vehicle=True)
    content = receipt_content(vehicle, thresholds_on(LAW, date(2026, 3, 2)))
    assert (content.vehicle_over, content.vehicle_days, content.deductible) == (usd(500_00), 30, None)
    assert receipt_content(vehicle, thresholds_on(LAW, date(2004, 12, 31))).vehicle_over is None
    assert receipt_content(Given(usd(0), usd(0), in_kind=True), LAW[-1]).vehicle_over is None
    assert vehicle_form_due(date(2026, 3, 2), LAW[-1]) == date(2026, 4, 1)


def test_the_figures_fit_currencies_with_other_decimals() -> None:
    law = Thresholds(acknowledge_from=250_00, disclose_over=75_00)
    assert receipt_content(Given(Money(250, "JPY"), Money(0, "JPY")), law).must_acknowledge
    assert not receipt_content(Given(Money(249_999, "KWD"), Money(0, "KWD")), law).must_acknowledge
