"""Deadlines in days: a pure function of what happened and a calendar, with its working day by day.

The day of the start is day 0. A pause takes the days from the question to before the answer; where the law
disregards both ends (a fee notice), it takes those too. Nothing is stored: count anew whenever asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from casework.domain.calendars import BusinessCalendar
from casework.domain.day_marks import DayMark, mark_days
from casework.domain.periods import add_months

_DAY = timedelta(days=1)

Count = Literal["working", "calendar", "months"]
What = Literal["start", "pause", "resume", "stop", "extend"]


@dataclass(frozen=True, slots=True)
class Term:
    """How long somebody has.

    `statutory`: counted from the legal day of receipt, to the end of the last day, whatever the office hours.
    `roll`: a calendar term that ends on a closed day ends on the next working one.
    """

    days: int
    count: Count = "working"
    statutory: bool = False
    roll: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something that moves a clock. `start` again begins anew; `extend` adds `days` of the term's own count.

    `whole_days` on a pause: its first and last day are disregarded too.
    """

    at: datetime
    what: What
    days: int = 0
    whole_days: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """Where a clock stands, and how that was reckoned.

    `projected`: it is paused, and `due_on` supposes that the answer comes today.
    """

    due_on: date
    due_at: datetime
    total: int
    used: int
    started_on: date
    projected: bool
    met: bool
    late: bool
    at_risk: bool
    days: tuple[DayMark, ...]

    @property
    def left(self) -> int:
        """Days of the term still to use."""
        return max(0, self.total - self.used)

    @property
    def days_late(self) -> int:
        """Calendar days past due, as far as they are marked."""
        return sum(1 for day in self.days if day.mark == "late")


@dataclass(frozen=True, slots=True)
class _History:
    """The events of one cycle, by local day: pauses are half-open, the last may be open."""

    start: datetime
    pauses: tuple[tuple[date, date | None], ...]
    stopped_at: datetime | None
    extra: int


def deadline(
    term: Term,
    events: Iterable[Event],
    calendar: BusinessCalendar,
    now: datetime,
    *,
    at_risk_from: float = 0.8,
) -> Deadline | None:
    """The deadline of a term as things stand at `now`; None before it starts."""
    history = _read(sorted((e for e in events if e.at <= now), key=lambda event: event.at), calendar)
    if history is None:
        return None
    total, today = term.days + history.extra, calendar.local_day(history.stopped_at or now)
    day_0 = _day_zero(term, history.start, calendar)
    paused = _paused_days(history.pauses, today)
    due_on = _due(term, day_0, total, paused, calendar)
    due_at = calendar.closing_of(due_on) if _ends_at_closing(term) else calendar.end_of(due_on)
    days = mark_days(calendar, day_0, due_on, today, paused, working=term.count == "working", total=total)
    used = sum(1 for day in days if day.number is not None and day.on <= today)
    stopped, projected = history.stopped_at, history.pauses[-1:] != () and history.pauses[-1][1] is None
    late = (stopped or now) > due_at
    running = stopped is None and not late and not projected
    return Deadline(
        due_on=due_on,
        due_at=due_at,
        total=total,
        used=min(used, total),
        started_on=day_0,
        projected=projected and stopped is None and not late,
        met=stopped is not None and not late,
        late=late,
        at_risk=running and used >= total * at_risk_from,
        days=days,
    )


def events_from_states(changes: Sequence[tuple[datetime, Literal["run", "pause", "stop"]]]) -> list[Event]:
    """The clock events a case's states stand for, each state saying whether the clock runs in it."""
    events: list[Event] = []
    last: str | None = None
    for at, clock in changes:
        if clock != last:
            what: What = {"run": "resume" if last == "pause" else "start", "pause": "pause", "stop": "stop"}[
                clock
            ]
            if last is None and clock == "pause":
                events.append(Event(at, "start"))
            events.append(Event(at, what))
        last = clock
    return events


def ends_on(term: Term, start: date, calendar: BusinessCalendar) -> date:
    """The last day of a term that begins on `start` (day 0) and is never paused."""
    return _due(term, start, term.days, frozenset(), calendar)


def first_allowed_day(event_on: date, days_elapsed: int) -> date:
    """The first day an act is taken that must wait: death on 15 October and 40 days make it 24 November."""
    return event_on + timedelta(days=days_elapsed)


def _read(events: Sequence[Event], calendar: BusinessCalendar) -> _History | None:
    history: _History | None = None
    for event in events:
        if event.what == "start":
            history = _History(event.at, (), None, 0)
        elif history is not None:
            history = _after(history, event, calendar.local_day(event.at))
    return history


def _after(history: _History, event: Event, on: date) -> _History:
    if event.what == "extend":
        return replace(history, extra=history.extra + event.days)
    if history.stopped_at is not None:
        return history
    if event.what == "stop":
        return replace(history, stopped_at=event.at)
    is_open = bool(history.pauses) and history.pauses[-1][1] is None
    if event.what == "pause" and not is_open:
        return replace(history, pauses=(*history.pauses, (on, None)))
    if event.what == "resume" and is_open:
        until = on + _DAY if event.whole_days else on
        return replace(history, pauses=(*history.pauses[:-1], (history.pauses[-1][0], until)))
    return history


def _day_zero(term: Term, start: datetime, calendar: BusinessCalendar) -> date:
    day = calendar.local_day(start)
    if term.statutory or term.count != "working":
        return day
    # For the service's own promise, what comes in after closing came in on the next working day.
    if calendar.is_working(day) and start <= calendar.closing_of(day):
        return day
    return calendar.next_working(day + _DAY if calendar.is_working(day) else day)


def _paused_days(pauses: Iterable[tuple[date, date | None]], today: date) -> frozenset[date]:
    days: set[date] = set()
    for since, until in pauses:
        end = until if until is not None else today + _DAY
        days |= {since + timedelta(days=n) for n in range(max(0, (end - since).days))}
    return frozenset(days)


def _due(term: Term, day_0: date, total: int, paused: frozenset[date], calendar: BusinessCalendar) -> date:
    if term.count == "working":
        open_days = (day for day in calendar.working_days_from(day_0 + _DAY) if day not in paused)
        return day_0 if total == 0 else [next(open_days) for _ in range(total)][-1]
    end = add_months(day_0, total) if term.count == "months" else day_0 + timedelta(days=total)
    end = _past(day_0, end, paused)
    return calendar.next_working(end) if term.roll else end


def _past(day_0: date, end: date, paused: frozenset[date]) -> date:
    """`end`, later by the paused days that fall into the term as it grows."""
    needed, day = (end - day_0).days, day_0
    while needed > 0:
        day += _DAY
        needed -= day not in paused
    return day


def _ends_at_closing(term: Term) -> bool:
    return term.count == "working" and not term.statutory
