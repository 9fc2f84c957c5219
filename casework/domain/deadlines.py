"""Deadlines: a pure function of what happened, a term and a calendar, with its working day by day.

The day of the start is day 0. A pause takes the days from the question to before the answer; where the law
disregards both ends (a fee notice), it takes those too; a term in minutes loses the minutes. What comes when the time
is up, a pause or an extension, moves nothing any more. Nothing is stored: count anew whenever asked.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from casework.base.values import Value, replace
from casework.domain.calendars import BusinessCalendar
from casework.domain.counting import Counting
from casework.domain.day_marks import DayMark
from casework.domain.terms import Cycle, Event, Hole, Term

__all__ = ["Deadline", "Event", "Term", "deadline", "ends_on", "first_allowed_day"]


class Deadline(Value, dict=True):
    """Where a clock stands, and how that was reckoned. `total` and `used` are days, or minutes where it counts those.

    `projected`: it is paused, and `due_on` supposes that it goes on today. `risk_at`: from when on it is at risk.
    """

    counting: Counting
    due_on: date
    due_at: datetime
    risk_at: datetime
    total: int
    started_on: date
    projected: bool
    met: bool
    late: bool
    at_risk: bool

    @cached_property
    def days(self) -> tuple[DayMark, ...]:
        """Every day from the start to the due day, on to today when that is late, each with what it counted for."""
        return self.counting.marks()

    @property
    def used(self) -> int:
        """How much of it is used, at most all."""
        return self.counting.used

    @property
    def term(self) -> Term:
        """The term that was counted."""
        return self.counting.term

    @property
    def ended(self) -> bool:
        """Whether it was stopped, in time or late."""
        return self.counting.cycle.stopped_at is not None

    @property
    def left(self) -> int:
        """What is still to use."""
        return max(0, self.total - self.used)

    @property
    def days_late(self) -> int:
        """Calendar days past due."""
        return max(0, (self.counting.today - self.due_on).days)


def deadline(
    term: Term, events: Iterable[Event], calendar: BusinessCalendar, now: datetime
) -> Deadline | None:
    """The deadline of a term as things stand at `now`; None before it starts."""
    cycle: Cycle | None = None
    for event in sorted((e for e in events if e.at <= now), key=lambda event: event.at):
        if event.what == "start":
            cycle = Cycle(event.at)
        elif cycle is not None and cycle.stopped_at is None:
            cycle = _after(term, cycle, event, calendar)
    return _standing(Counting(term, cycle, calendar, cycle.stopped_at or now)) if cycle else None


def ends_on(term: Term, start: date, calendar: BusinessCalendar) -> date:
    """The last day of a term in days that begins on `start`, that day being day 0, and is never paused."""
    noon = datetime.combine(start, time(12), UTC)
    return Counting(replace(term, statutory=True), Cycle(noon), replace(calendar, tz="UTC"), noon).end.on


def first_allowed_day(event_on: date, days_elapsed: int) -> date:
    """The first day an act is taken that must wait: death on 15 October and 40 days make it 24 November."""
    return event_on + timedelta(days=days_elapsed)


def _standing(counting: Counting) -> Deadline:
    cycle, end = counting.cycle, counting.end
    late, stopped = counting.at > end.at, cycle.stopped_at is not None
    return Deadline(
        counting=counting,
        due_on=end.on,
        due_at=end.at,
        risk_at=end.risk_at,
        total=counting.total,
        started_on=counting.day_0,
        projected=cycle.stands and not late,
        met=stopped and not late,
        late=late,
        at_risk=not (late or stopped or cycle.stands) and counting.at >= end.risk_at,
    )


def _after(term: Term, cycle: Cycle, event: Event, calendar: BusinessCalendar) -> Cycle:
    if event.what == "stop":
        return replace(cycle, stopped_at=event.at)
    if event.what in ("resume", "restart"):
        return _resumed(cycle, event)
    if event.at > Counting(term, cycle, calendar, event.at).end.at:
        return cycle
    if event.what == "extend":
        return replace(cycle, extra=cycle.extra + event.amount)
    if cycle.stands or (term.pauses is not None and len(cycle.holes) >= term.pauses):
        return cycle
    return replace(cycle, holes=(*cycle.holes, Hole(event.at)))


def _resumed(cycle: Cycle, event: Event) -> Cycle:
    if not cycle.stands:
        return cycle
    if event.what == "restart":
        return Cycle(event.at)
    last = replace(cycle.holes[-1], until=event.at, whole_days=event.whole_days)
    return replace(cycle, holes=(*cycle.holes[:-1], last))
