"""A business calendar from the data of a pack or a tenant."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from casework.domain.calendars import (
    BusinessCalendar,
    CalendarError,
    HolidayTable,
    Weekly,
    Window,
    national_holidays,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OFFICE_HOURS = {day: ["09:00-17:00"] for day in WEEKDAYS[:5]}
_KEYS = frozenset({
    *("timezone", "weekly", "hours_from", "country", "subdivisions", "holidays", "short_days"),
    "extra_working_days",
})  # fmt: skip


def calendar_from(
    data: Mapping[str, Any], *, tz: str | None = None, language: str | None = None
) -> BusinessCalendar:
    """The calendar `data` describes. Raises CalendarError that names the key and the cure.

    Keys, all optional: timezone; weekly = {mon = ["09:00-12:00", "13:00-17:00"]}; country = "US";
    subdivisions = ["CA"] (several: closed when any of them is); holidays = {2026-11-27 = "Name"};
    short_days = {2026-12-24 = ["09:00-12:00"]}; extra_working_days = [2026-08-22];
    hours_from = {2027-01-01 = {mon = ["08:00-12:00"]}}: another week from that day on.
    """
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise CalendarError(f"A calendar has no key {unknown[0]!r}. It may have {', '.join(sorted(_KEYS))}.")
    return BusinessCalendar(
        tz=str(tz or data.get("timezone") or "UTC"),
        weekly=_weekly(data.get("weekly", _OFFICE_HOURS), "weekly"),
        holidays=HolidayTable(
            {_day(day): str(name) for day, name in data.get("holidays", {}).items()},
            _national(data, language),
        ),
        short_days={_day(day): _windows(spans) for day, spans in data.get("short_days", {}).items()},
        extra_working_days=frozenset(_day(day) for day in data.get("extra_working_days", ())),
        later=_later(data.get("hours_from", {})),
    )


def _later(weeks: Mapping[str, Any]) -> tuple[tuple[date, Weekly], ...]:
    changes = ((_day(since), _weekly(week, "hours_from")) for since, week in weeks.items())
    return tuple(sorted(changes, key=lambda change: change[0]))


def _weekly(week: Mapping[str, Sequence[str]], key: str) -> Weekly:
    wrong = sorted(set(week) - set(WEEKDAYS))
    if wrong:
        raise CalendarError(f"{key} has no day {wrong[0]!r}. Write mon, tue, wed, thu, fri, sat, sun.")
    return {WEEKDAYS.index(day): _windows(spans) for day, spans in week.items()}


def _national(data: Mapping[str, Any], language: str | None) -> tuple[Any, ...]:
    country = data.get("country")
    if not country:
        return ()
    return tuple(national_holidays(country, part, language) for part in data.get("subdivisions") or [None])


def _windows(spans: Sequence[str]) -> tuple[Window, ...]:
    return tuple(window_of(span) for span in spans)


def window_of(span: str) -> Window:
    """The minutes of "09:00-17:00"."""
    found = re.fullmatch(r"(\d\d):([0-5]\d)-(\d\d):([0-5]\d)", str(span))
    if not found:
        raise CalendarError(f"{span!r} is no opening window. Write it like 09:00-17:00.")
    opens_h, opens_m, closes_h, closes_m = map(int, found.groups())
    return opens_h * 60 + opens_m, closes_h * 60 + closes_m


def _day(text: object) -> date:
    try:
        return text if isinstance(text, date) else date.fromisoformat(str(text))
    except ValueError as wrong:
        raise CalendarError(f"{text!r} is no day. Write it like 2026-11-27.") from wrong
