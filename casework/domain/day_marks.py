"""The days of a deadline, each with what it counted for: what a page draws as a small calendar."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from casework.base.values import Value
from casework.domain.business_time import Span, working_time
from casework.domain.calendars import BusinessCalendar

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_MOST_DAYS = 800  # a page does not draw more than two years

Mark = Literal["outside", "start", "counted", "paused", "closed", "to-come", "due", "late"]


class DayMark(Value):
    """One day: what it is, which day of the term (or its minutes), whether it is today, the holiday's name."""

    on: date
    mark: Mark
    number: int | None = None
    today: bool = False
    holiday: str | None = None
    minutes: int | None = None


def mark_days(
    calendar: BusinessCalendar, day_0: date, due_on: date, today: date, paused: frozenset[date],
    *, working: bool, total: int,
) -> tuple[DayMark, ...]:  # fmt: skip
    """Every day from the start to the due day, and on to today when that is late."""
    last = min(max(due_on, today), day_0 + timedelta(days=_MOST_DAYS))
    marks = [DayMark(day_0, "start", today=day_0 == today)]
    number, day = 0, day_0 + _DAY
    while day <= last:
        counts = day not in paused and (not working or calendar.is_working(day))
        number += counts and day <= due_on
        marks.append(
            DayMark(
                on=day,
                mark=_mark(calendar, day, due_on, today, paused=paused, working=working),
                number=number if counts and day <= due_on and number <= total else None,
                today=day == today,
                holiday=calendar.holiday_on(day),
            )
        )
        day += _DAY
    return tuple(marks)


def mark_minutes(
    calendar: BusinessCalendar, span: Span, pauses: Sequence[Span], *, today: date
) -> tuple[DayMark, ...]:
    """The same for a term in minutes: each day with how many of them it took, or takes if nothing changes."""
    first, due_on = calendar.local_day(span[0]), calendar.local_day(span[1])
    last = min(max(due_on, today), first + timedelta(days=_MOST_DAYS))
    marks, day = [], first
    while day <= last:
        hours = (max(span[0], calendar.end_of(day - _DAY)), min(span[1], calendar.end_of(day)))
        open_time = working_time(calendar, hours) if hours[0] < hours[1] else timedelta()
        counted = int(working_time(calendar, hours, pauses) / _MINUTE) if open_time else 0
        mark = _mark(calendar, day, due_on, today, paused=_all_of(open_time, counted, day), working=True)
        start = day == first and day != due_on
        marks.append(
            DayMark(
                on=day,
                mark="start" if start else mark,
                today=day == today,
                holiday=calendar.holiday_on(day),
                minutes=counted or None,
            )
        )
        day += _DAY
    return tuple(marks)


def _all_of(open_time: timedelta, counted: int, day: date) -> frozenset[date]:
    """The day, where it was open and all of that was paused."""
    return frozenset({day}) if open_time and not counted else frozenset()


def weeks(days: Sequence[DayMark]) -> tuple[tuple[DayMark, ...], ...]:
    """The days in rows from Monday to Sunday, filled up with days outside the deadline."""
    if not days:
        return ()
    first = days[0].on - timedelta(days=days[0].on.weekday())
    last = days[-1].on + timedelta(days=6 - days[-1].on.weekday())
    known = {day.on: day for day in days}
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    filled = [known.get(day) or DayMark(day, "outside") for day in every]
    return tuple(tuple(filled[n : n + 7]) for n in range(0, len(filled), 7))


def _mark(
    calendar: BusinessCalendar,
    day: date,
    due_on: date,
    today: date,
    *,
    paused: frozenset[date],
    working: bool,
) -> Mark:
    if day == due_on:
        return "due"
    if day > due_on:
        return "late"
    if working and not calendar.is_working(day):
        return "closed"
    if day in paused:
        return "paused"
    return "counted" if day <= today else "to-come"
