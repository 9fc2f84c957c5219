"""Counting one run of a clock: where its term ends, from when on that is at risk, and how much of it is used."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from casework.base.values import Value
from casework.domain.business_time import Span, add_working_time, union, working_time
from casework.domain.calendars import BusinessCalendar
from casework.domain.day_marks import DayMark, mark_days, mark_minutes
from casework.domain.periods import add_months
from casework.domain.terms import Cycle, Term

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


class End(NamedTuple):
    """Where a term ends, and from when on it is at risk."""

    on: date
    at: datetime
    risk_at: datetime


class Counting(Value, dict=True):
    """A term and what became of it until `at`: now, or when it was stopped. A pause still open goes on at `at`."""

    term: Term
    cycle: Cycle
    calendar: BusinessCalendar
    at: datetime

    @cached_property
    def today(self) -> date:
        """The local day of `at`."""
        return self.calendar.local_day(self.at)

    @cached_property
    def day_0(self) -> date:
        """The day of the start. For the service’s own promise, what comes after closing came the next working day."""
        day = self.calendar.local_day(self.cycle.start)
        if not self.term.ends_at_closing:
            return day
        open_today = self.calendar.is_working(day)
        if open_today and self.cycle.start <= self.calendar.closing_of(day):
            return day
        return self.calendar.next_working(day + _DAY if open_today else day)

    @cached_property
    def total(self) -> int:
        """All the days, or minutes."""
        total = self.term.amount + self.cycle.extra
        if self.term.count == "months":
            return (add_months(self.day_0, total) - self.day_0).days
        return total

    @cached_property
    def end(self) -> End:
        """Where it ends as things stand."""
        return self._end_of_minutes() if self.term.in_minutes else self._end_of_days()

    @cached_property
    def used(self) -> int:
        """How much of it is used, at most all."""
        if self.term.in_minutes:
            span = (self.cycle.start, min(self.at, self.end.at))
            return int(working_time(self._hours, span, self._spans) / _MINUTE)
        last = min(self.today, self.end.on)
        days = (self.day_0 + timedelta(days=n) for n in range(1, (last - self.day_0).days + 1))
        return min(sum(map(self._counts, days)), self.total)

    def marks(self) -> tuple[DayMark, ...]:
        """Every day from the start to the due day, on to today when that is late, each with what it counted for."""
        if self.term.in_minutes:
            span = (self.cycle.start, self.end.at)
            return mark_minutes(self._hours, span, self._spans, today=self.today)
        return mark_days(
            *(self.calendar, self.day_0, self.end.on, self.today, self._paused),
            working=self.term.count == "working",
            total=self.total,
        )

    @cached_property
    def _hours(self) -> BusinessCalendar:
        return self.calendar.by_day_and_night() if self.term.count == "any_minutes" else self.calendar

    @cached_property
    def _spans(self) -> list[Span]:
        return union((hole.since, hole.until or self.at) for hole in self.cycle.holes)

    @cached_property
    def _paused(self) -> frozenset[date]:
        days: set[date] = set()
        for hole in self.cycle.holes:
            since = self.calendar.local_day(hole.since)
            end = self.today if hole.until is None else self.calendar.local_day(hole.until)
            end += _DAY if hole.until is None or hole.whole_days else timedelta()
            days |= {since + timedelta(days=n) for n in range((end - since).days)}
        return frozenset(days)

    def _counts(self, day: date) -> bool:
        if day in self._paused:
            return False
        return self.term.count != "working" or self.calendar.is_working(day)

    def _end_of_minutes(self) -> End:
        risk = -(-self.total * self.term.risk // 100)
        at, risk_at = (
            add_working_time(self._hours, self.cycle.start, timedelta(minutes=amount), self._spans)
            for amount in (self.total, risk)
        )
        return End(self.calendar.local_day(at), at, risk_at)

    def _end_of_days(self) -> End:
        risk = -(-self.total * self.term.risk // 100)
        day, risk_on = (
            (self._day(self.total), self._day(risk)) if not self._paused else self._days_beside(risk)
        )
        due_on = self.calendar.next_working(day) if self.term.roll else day
        closing = self.calendar.closing_of if self.term.ends_at_closing else self.calendar.end_of
        return End(due_on, closing(due_on), self.calendar.end_of(risk_on - _DAY))

    def _day(self, number: int) -> date:
        """The day of this number, where none is paused."""
        if self.term.count == "working":
            return self.calendar.add_working_days(self.day_0, number)
        return self.day_0 + timedelta(days=number)

    def _days_beside(self, risk: int) -> tuple[date, date]:
        """The last day, and that from which on it is at risk, beside the days that are paused."""
        number, day, risk_on = 0, self.day_0, self.day_0
        days = self._days_after(day)
        while number < self.total:
            day = next(days)
            if day not in self._paused:
                number += 1
                risk_on = day if number == risk else risk_on
        return day, risk_on

    def _days_after(self, day: date) -> Iterator[date]:
        if self.term.count == "working":
            yield from self.calendar.working_days_from(day + _DAY)
        while True:
            day += _DAY
            yield day
