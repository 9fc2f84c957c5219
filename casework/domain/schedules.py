"""When a pledge falls due, in the donor's terms: each week, on the 15th, on the last day, every three months."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import count

from casework.base.money import Money, allocate
from casework.base.values import Value

UNITS = ("week", "month", "year")
LAST_DAY = 31
MOST_EVERY = 60
MOST_INSTALMENTS = 120
_A_YEAR = {"week": 52, "month": 12, "year": 1}
_MONTHS = {"month": 1, "year": 12}


class Schedule(Value):
    """Every so many weeks, months or years from a day on. `day`: of the month; where a month has no such day its last
    one counts, and the next longer month returns to it. 31 is always the last. Weeks keep the weekday of the start."""

    unit: str
    every: int
    day: int
    starts_on: date

    def __post_init__(self) -> None:
        if self.unit not in UNITS or not 1 <= self.every <= MOST_EVERY or not 1 <= self.day <= LAST_DAY:
            raise ValueError("A schedule is every 1 to 60 weeks, months or years, on a day from 1 to 31.")


def due_day(schedule: Schedule, number: int) -> date:
    """The n-th due day, from 0: the first is the first that fits on or after the start."""
    if schedule.unit == "week":
        return schedule.starts_on + timedelta(weeks=schedule.every * number)
    start = schedule.starts_on
    late = _in_month(start.year, start.month, schedule.day) < start
    step = schedule.every * _MONTHS[schedule.unit] * number + (1 if late else 0)
    years, month = divmod(start.month - 1 + step, 12)
    return _in_month(start.year + years, month + 1, schedule.day)


def due_days(schedule: Schedule) -> Iterator[date]:
    """Every due day, without end."""
    return (due_day(schedule, number) for number in count())


def next_after(schedule: Schedule, day: date) -> date:
    """The first due day after `day`."""
    low, high = 0, 1
    while due_day(schedule, high) <= day:
        low, high = high, high * 2
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if due_day(schedule, middle) <= day else (low, middle)
    return due_day(schedule, low)


def yearly_value(schedule: Schedule, each: Money) -> Money:
    """What a gift of `each` by this schedule comes to in a year."""
    return each.times(Fraction(_A_YEAR[schedule.unit], schedule.every))


def instalments_of(whole: Money, number: int) -> list[Money]:
    """A pledge in equal parts, exactly: what does not come out even is in the first ones."""
    return allocate(whole, [1] * number)


def _in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
