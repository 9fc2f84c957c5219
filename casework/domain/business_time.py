"""Working time in hours and minutes: how much there is in a stretch of time, and when some of it is used up."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from casework.domain.calendars import HORIZON, BusinessCalendar, CalendarError

_NOTHING = timedelta()
_DAY = timedelta(days=1)

Span = tuple[datetime, datetime]


def add_working_time(
    calendar: BusinessCalendar, start: datetime, amount: timedelta, pauses: Iterable[Span] = ()
) -> datetime:
    """The instant `amount` of working time after `start`, pauses (which may overlap) left out.

    Reached exactly at closing, it is that closing, and exactly when a pause begins, that instant.
    """
    holes = union(pauses)
    for span in _spans_from(calendar, start):
        for since, until in _without(span, holes):
            if amount <= until - since:
                return since + amount
            amount -= until - since
    raise CalendarError("The target is not reached within five years. Check target and calendar.")


def working_time(calendar: BusinessCalendar, span: Span, pauses: Iterable[Span] = ()) -> timedelta:
    """The working time in `span`, without what the pauses (which may overlap) take of it."""
    running = _without(span, union(pauses))
    return sum((_in_windows(calendar, part) for part in running), start=_NOTHING)


def union(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that meet or overlap as one, empty ones left out."""
    joined: list[Span] = []
    for since, until in sorted(spans):
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(until, joined[-1][1]))
        elif since < until:
            joined.append((since, until))
    return joined


def _spans_from(calendar: BusinessCalendar, start: datetime) -> Iterator[Span]:
    day = calendar.local_day(start) - _DAY
    last = day + HORIZON
    while day <= last:
        for opens, closes in calendar.open_spans(day):
            if closes > start:
                yield max(opens, start), closes
        day += _DAY


def _in_windows(calendar: BusinessCalendar, span: Span) -> timedelta:
    total = _NOTHING
    for opens, closes in _spans_from(calendar, span[0]):
        if opens >= span[1]:
            break
        total += min(closes, span[1]) - opens
    return total


def _without(span: Span, holes: Sequence[Span]) -> list[Span]:
    parts, since = [], span[0]
    for hole_since, hole_until in holes:
        if hole_since > since:
            parts.append((since, min(hole_since, span[1])))
        since = max(since, hole_until)
        if since >= span[1]:
            return [part for part in parts if part[0] < part[1]]
    return [part for part in [*parts, (since, span[1])] if part[0] < part[1]]
