"""When an office works: opening windows by weekday, holidays, days swapped in, all in its own time zone."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from casework.base.errors import CaseworkError
from casework.base.values import Value, field

HORIZON = timedelta(days=5 * 366)  # a deadline further away than this is a mistake in the configuration
_DAY = 24 * 60

Window = tuple[int, int]  # minutes of the local day, half-open: (540, 1020) is 9:00 to 17:00
Weekly = Mapping[int, tuple[Window, ...]]


class CalendarError(CaseworkError):
    """A calendar, or a target on it, that can never work."""

    status = 422


class Holidays(Protocol):
    """Which days are holidays, and which weekend days are worked instead."""

    def name_on(self, day: date) -> str | None:
        """The holiday on this day."""
        ...

    def is_swapped_in(self, day: date) -> bool:
        """Whether this day, though at a weekend, is worked."""
        ...


class HolidayTable(Value):
    """Holidays as data, with national tables behind them."""

    names: Mapping[date, str] = field(default_factory=dict)
    national: tuple[Any, ...] = ()

    def name_on(self, day: date) -> str | None:
        """The holiday on this day; the tenant's own data first."""
        if day in self.names:
            return self.names[day]
        return next((str(table[day]) for table in self.national if day in table), None)

    def is_swapped_in(self, day: date) -> bool:
        """Whether a government made this weekend day a working day."""
        # Asking for the day makes the table load its year, swapped days included.
        return any(day not in table and day in table.weekend_workdays for table in self.national)


class BusinessCalendar(Value, dict=True):
    """An office's working time. `weekly` maps Monday (0) to Sunday (6) to opening windows.

    `later`: weekly hours that hold from a day on, in order of those days, instead of what held before. `short_days`:
    the windows of one day, whatever it is otherwise. `extra_working_days`: worked though a weekend or a holiday.
    """

    tz: str
    weekly: Weekly
    holidays: Holidays = field(default_factory=HolidayTable)
    short_days: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    extra_working_days: frozenset[date] = frozenset()
    later: tuple[tuple[date, Weekly], ...] = ()

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.tz)
        except (ZoneInfoNotFoundError, ValueError) as unknown:
            raise CalendarError(
                f"{self.tz!r} is no IANA time zone. Write it like America/Los_Angeles."
            ) from unknown
        weeks = (self.weekly, *(weekly for _, weekly in self.later))
        for windows in (*(one for week in weeks for one in week.values()), *self.short_days.values()):
            edges = [edge for window in windows for edge in window]
            if edges != sorted(set(edges)) or not all(0 <= edge <= _DAY for edge in edges):
                raise CalendarError(
                    "Opening windows run forwards within one day and do not touch each other."
                )
        if not all(any(week.values()) for week in weeks):
            raise CalendarError("The calendar has no working time in the week. Give at least one window.")

    @cached_property
    def _known(self) -> dict[date, tuple[Window, ...]]:
        return {}

    @cached_property
    def _ahead(self) -> dict[date, tuple[date, ...]]:
        return {}

    @cached_property
    def _instants(self) -> dict[tuple[date, int, bool], datetime]:
        return {}

    def windows_on(self, day: date) -> tuple[Window, ...]:
        """The opening windows of a local day; none when closed."""
        if day not in self._known:
            self._known[day] = self._windows(day)
        return self._known[day]

    def weekly_on(self, day: date) -> Weekly:
        """The weekly hours that hold on this day."""
        return next((weekly for since, weekly in reversed(self.later) if since <= day), self.weekly)

    def by_day_and_night(self) -> "BusinessCalendar":
        """The calendar of the same place that never closes."""
        return _never_closed(self.tz)

    def is_working(self, day: date) -> bool:
        """Whether the office opens at all on this day."""
        return bool(self.windows_on(day))

    def holiday_on(self, day: date) -> str | None:
        """Why the office is closed, where it has a name; None for a weekend or an open day."""
        return None if self.is_working(day) else self.holidays.name_on(day)

    def next_working(self, day: date) -> date:
        """This day if it is worked, or the next one that is."""
        return next(self.working_days_from(day))

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `day` itself is day 0 and may be closed."""
        if count < 0:
            raise ValueError("Working days are counted forwards.")
        ahead = self._ahead.get(day, (day,))
        if count >= len(ahead):
            ahead = self._ahead[day] = (day, *islice(self.working_days_from(day + timedelta(days=1)), count))
        return ahead[count]

    def working_days_from(self, day: date) -> Iterator[date]:
        """Every working day from `day` on. Raises CalendarError past the horizon."""
        last = day + HORIZON
        while day <= last:
            if self.is_working(day):
                yield day
            day += timedelta(days=1)
        raise CalendarError("The target is not reached within five years. Check target and calendar.")

    def local_day(self, instant: datetime) -> date:
        """The day it is in the office at this instant."""
        return instant.astimezone(ZoneInfo(self.tz)).date()

    def open_spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """The opening windows of a day as UTC instants."""
        return [
            (self._instant(day, opens, closing=False), self._instant(day, closes, closing=True))
            for opens, closes in self.windows_on(day)
        ]

    def closing_of(self, day: date) -> datetime:
        """The instant the office closes on this day; midnight after it when it does not open."""
        spans = self.open_spans(day)
        return spans[-1][1] if spans else self.end_of(day)

    def end_of(self, day: date) -> datetime:
        """Midnight at the end of the local day, in UTC."""
        return self._instant(day, _DAY, closing=True)

    def _windows(self, day: date) -> tuple[Window, ...]:
        if day in self.short_days:
            return self.short_days[day]
        weekly = self.weekly_on(day)
        if day in self.extra_working_days or self.holidays.is_swapped_in(day):
            return weekly.get(day.weekday()) or _usual(weekly)
        return () if self.holidays.name_on(day) else weekly.get(day.weekday(), ())

    def _instant(self, day: date, minutes: int, *, closing: bool) -> datetime:
        key = (day, minutes, closing)
        if key not in self._instants:
            self._instants[key] = self._worked_out(day, minutes, closing=closing)
        return self._instants[key]

    def _worked_out(self, day: date, minutes: int, *, closing: bool) -> datetime:
        """A local wall time as an instant: after a gap in the clock, the first or second of two alike."""
        wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
        zone = ZoneInfo(self.tz)
        early, late = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        if early.astimezone(zone).replace(tzinfo=None) != wall:
            return _first_after_gap(late, early, zone)
        return late if closing else early


def _first_after_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant the clocks go forward, between one instant before and one after."""
    offset = before.astimezone(zone).utcoffset()
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        same = datetime.fromtimestamp(middle, zone).utcoffset() == offset
        low, high = (middle, high) if same else (low, middle)
    return datetime.fromtimestamp(high, UTC)


def _usual(weekly: Weekly) -> tuple[Window, ...]:
    """The windows of the first day that is worked: what a Saturday that is worked instead has."""
    return next(windows for _, windows in sorted(weekly.items()) if windows)


@lru_cache(maxsize=512)
def _never_closed(tz: str) -> BusinessCalendar:
    return BusinessCalendar(tz, {day: ((0, _DAY),) for day in range(7)})


@lru_cache(maxsize=64)
def national_holidays(country: str, subdivision: str | None = None, language: str | None = None) -> Any:
    """The holiday table of a country, or of a part of it, kept by year as it is asked."""
    import holidays

    try:
        return holidays.country_holidays(country, subdiv=subdivision, language=language)
    # The library's own word for a country or part that it has no table of.
    except NotImplementedError as unknown:
        raise CalendarError(f"There is no holiday table for {country} {subdivision or ''}.") from unknown
