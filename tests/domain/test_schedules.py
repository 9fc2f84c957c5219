"""Due days in the donor's terms."""

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.base.money import Money, total
from casework.domain.schedules import Schedule, due_day, due_days, instalments_of, next_after, yearly_value

schedules = st.builds(
    Schedule,
    st.sampled_from(("week", "month", "year")),
    st.integers(1, 60),
    st.integers(1, 31),
    st.dates(date(1990, 1, 1), date(2080, 12, 31)),
)


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        (
            Schedule("month", 1, 31, date(2027, 12, 31)),
            ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"],
        ),
        (
            Schedule("month", 1, 30, date(2027, 1, 1)),
            ["2027-01-30", "2027-02-28", "2027-03-30", "2027-04-30"],
        ),
        (
            Schedule("month", 3, 15, date(2026, 11, 20)),
            ["2026-12-15", "2027-03-15", "2027-06-15", "2027-09-15"],
        ),
        (
            Schedule("month", 3, 31, date(2026, 11, 30)),
            ["2026-11-30", "2027-02-28", "2027-05-31", "2027-08-31"],
        ),
        (
            Schedule("week", 2, 1, date(2026, 12, 24)),
            ["2026-12-24", "2027-01-07", "2027-01-21", "2027-02-04"],
        ),
        (
            Schedule("year", 1, 29, date(2028, 2, 29)),
            ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28"],
        ),
    ],
)
def test_due_days_are_those_the_donor_means(schedule, days):
    assert [day.isoformat() for day in islice(due_days(schedule), 4)] == days


@given(schedules)
def test_due_days_go_on_for_ever_one_after_the_other(schedule):
    days = list(islice(due_days(schedule), 20))
    assert days[0] >= schedule.starts_on and all(a < b for a, b in pairwise(days))
    if schedule.unit == "month":
        assert all(day.day == schedule.day or (day + timedelta(days=1)).day == 1 for day in days)


@given(schedules, st.integers(0, 15), st.integers(-3, 3))
def test_the_next_due_day_is_the_first_after(schedule, number, off):
    day = due_day(schedule, number) + timedelta(days=off)
    found = next_after(schedule, day)
    assert found == next(due for due in due_days(schedule) if due > day)


@given(st.integers(1, 10**12), st.integers(1, 120))
def test_parts_of_a_pledge_are_exactly_the_pledge(minor, number):
    parts = instalments_of(Money(minor, "USD"), number)
    assert total(parts, "USD").minor == minor and max(parts) - min(parts) <= Money(1, "USD")


def test_a_gift_every_three_months_is_worth_four_in_a_year():
    start = date(2026, 1, 1)
    assert yearly_value(Schedule("month", 3, 1, start), Money(25_00, "USD")).minor == 100_00
    assert yearly_value(Schedule("week", 1, 1, start), Money(5_00, "USD")).minor == 260_00
    assert yearly_value(Schedule("month", 7, 1, start), Money(10_00, "USD")).minor == 17_14
