"""Service levels in hours of working time: when due, what was used, met or breached, while it may pause."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.domain.calendars import HORIZON, BusinessCalendar, CalendarError

_NOTHING = timedelta()

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Pause:
    """A time the clock stands; open while `until` is None."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ServiceClock:
    """A target in working time and what happened to it."""

    target: timedelta
    started_at: datetime
    pauses: tuple[Pause, ...] = ()
    stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockState:
    """Where a clock stands. `due_at` is None while it is paused: then `projected_at` supposes it runs on now."""

    due_at: datetime | None
    projected_at: datetime
    consumed: timedelta
    met: bool
    breached: bool
    at_risk: bool
    paused: bool


def add_working_time(calendar: BusinessCalendar, start: datetime, amount: timedelta) -> datetime:
    """The instant `amount` of working time after `start`; reached exactly at closing, it is that closing."""
    for opens, closes in _spans_from(calendar, start):
        if amount <= closes - opens:
            return opens + amount
        amount -= closes - opens
    raise CalendarError("The target is not reached within five years. Check target and calendar.")


def working_time(calendar: BusinessCalendar, span: Span, pauses: Iterable[Span] = ()) -> timedelta:
    """The working time in `span`, without what the pauses (which may overlap) take of it."""
    running = _without(span, _union(pauses))
    return sum((_in_windows(calendar, part) for part in running), start=_NOTHING)


def state_of(
    calendar: BusinessCalendar, clock: ServiceClock, now: datetime, *, at_risk_from: float = 0.8
) -> ClockState:
    """Where the clock stands at `now`, or where it stood when it was stopped."""
    end = min(clock.stopped_at or now, now)
    paused = _union((p.since, p.until or _far(end)) for p in clock.pauses)
    due, left, stands = _walk(calendar, clock, paused, end)
    breached = due is not None and end > due
    consumed = clock.target - left if due is None else working_time(calendar, (clock.started_at, end), paused)
    at_risk = consumed >= clock.target * at_risk_from and not (breached or stands or clock.stopped_at)
    return ClockState(
        due_at=due,
        projected_at=due or add_working_time(calendar, end, left),
        consumed=consumed,
        met=clock.stopped_at is not None and not breached,
        breached=breached,
        at_risk=at_risk,
        paused=stands,
    )


def _walk(
    calendar: BusinessCalendar, clock: ServiceClock, paused: list[Span], end: datetime
) -> tuple[datetime | None, timedelta, bool]:
    """The due instant if it falls before a pause or before `end`, what is left, and whether the clock stands."""
    left, since = clock.target, clock.started_at
    for pause_since, pause_until in paused:
        if pause_since > end:
            break
        used = working_time(calendar, (since, max(since, pause_since)))
        if used >= left:
            return add_working_time(calendar, since, left), left, False
        left, since = left - used, max(since, pause_until)
    if since > end:
        return None, left, True
    due = add_working_time(calendar, since, left)
    return due, left, False


def _spans_from(calendar: BusinessCalendar, start: datetime) -> Iterator[Span]:
    day = calendar.local_day(start) - timedelta(days=1)
    last = day + HORIZON
    while day <= last:
        for opens, closes in calendar.open_spans(day):
            if closes > start:
                yield max(opens, start), closes
        day += timedelta(days=1)


def _in_windows(calendar: BusinessCalendar, span: Span) -> timedelta:
    total = _NOTHING
    for opens, closes in _spans_from(calendar, span[0]):
        if opens >= span[1]:
            break
        total += min(closes, span[1]) - opens
    return total


def _union(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for since, until in sorted(spans):
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(until, joined[-1][1]))
        elif since < until:
            joined.append((since, until))
    return joined


def _without(span: Span, holes: Sequence[Span]) -> list[Span]:
    parts, since = [], span[0]
    for hole_since, hole_until in holes:
        if hole_since > since:
            parts.append((since, min(hole_since, span[1])))
        since = max(since, hole_until)
        if since >= span[1]:
            return [part for part in parts if part[0] < part[1]]
    return [part for part in [*parts, (since, span[1])] if part[0] < part[1]]


def _far(end: datetime) -> datetime:
    return end + timedelta(microseconds=1)
