"""What an administrator does to a calendar, read from a form: each act gives the data that the calendar would have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.domain import calendar_edits as edits
from casework.domain.calendar_data import WEEKDAYS, calendar_from, window_of
from casework.domain.calendar_rows import EARLIEST, LATEST, LONGEST_NAME, after_rows
from casework.domain.calendars import CalendarError
from casework.services.deadlines.holiday_places import known_places

Data = Mapping[str, Any]
Typed = Mapping[str, str]
ROWS = "rows"


def edited(data: Data, typed: Typed, timezone: str) -> Data:
    """The data after the act that `typed["act"]` names. Raises InvalidInput by field."""
    after = _after(data, typed, timezone)
    try:
        edits.checked(after, timezone)
    except CalendarError:
        said = phrase("The office would never open. Leave some opening hours in the week")
        raise InvalidInput({"hours": said}) from None
    if not edits.differences(data, after):
        raise InvalidInput({"act": phrase("The calendar says so already")})
    return after


def _after(data: Data, typed: Typed, timezone: str) -> Data:
    if typed.get("act") == ROWS:
        return after_rows(data, typed.get(ROWS, ""), timezone)
    act = _ACTS.get(typed.get("act", ""))
    if act is None:
        raise InvalidInput({"act": phrase("Choose what to change")})
    return act(data, typed)


def _close(data: Data, typed: Typed) -> dict[str, Any]:
    name = " ".join(typed.get("name", "").split())
    errors = (
        {} if 0 < len(name) <= LONGEST_NAME else {"name": phrase("Enter a name of 80 characters at most")}
    )
    day = _day(typed, errors)
    return edits.close_on(data, day, name)


def _work(data: Data, typed: Typed) -> dict[str, Any]:
    errors: dict[str, Any] = {}
    windows = _windows(typed, "windows", errors)
    return edits.work_on(data, _day(typed, errors), windows)


def _shorten(data: Data, typed: Typed) -> dict[str, Any]:
    errors: dict[str, Any] = {}
    windows = _windows(typed, "windows", errors)
    if not windows and not errors:
        errors["windows"] = phrase("Enter hours like 09:00-12:00")
    return edits.shorten(data, _day(typed, errors), windows)


def _forget(data: Data, typed: Typed) -> dict[str, Any]:
    return edits.forget(data, _day(typed, {}))


def _hours(data: Data, typed: Typed) -> dict[str, Any]:
    errors: dict[str, Any] = {}
    week = {day: _windows(typed, day, errors) for day in WEEKDAYS}
    since = _day(typed, errors)
    if not any(week.values()):
        raise InvalidInput(
            {"hours": phrase("The office would never open. Leave some opening hours in the week")}
        )
    return edits.change_hours(data, since, week)


def _forget_hours(data: Data, typed: Typed) -> dict[str, Any]:
    return edits.forget_hours(data, _day(typed, {}))


def _presets(data: Data, typed: Typed) -> dict[str, Any]:
    country = typed.get("country", "")
    parts = [part for part in typed.get("parts", "").replace(",", " ").upper().split() if part]
    known = known_places(country)
    if country and known is None:
        raise InvalidInput({"country": phrase("Choose from the list")})
    unknown = [part for part in parts if part not in (known or ())]
    if unknown:
        said = phrase(
            "There is no part %(part)s. Choose from: %(known)s", part=unknown[0], known=_list(known)
        )
        raise InvalidInput({"parts": said})
    return edits.keep_holidays_of(data, country, parts)


def _list(known: Sequence[str] | None) -> str:
    return ", ".join(known or ("–",))


def _windows(typed: Typed, name: str, errors: dict[str, Any]) -> list[str]:
    """Opening windows of one line: "09:00-12:00, 13:00-17:00"."""
    parts = [part for part in typed.get(name, "").replace("–", "-").replace(",", " ").split() if part]
    try:
        if parts:
            for part in parts:
                window_of(part)
            calendar_from({"weekly": {"mon": parts}})
    except CalendarError:
        errors[name] = phrase("Enter hours like 09:00-12:00, 13:00-17:00")
        return []
    return parts


def _day(typed: Typed, errors: dict[str, Any]) -> date:
    """The day of three boxes, when nothing else is wrong. Raises InvalidInput with all that is."""
    boxes = [typed.get(f"day-{part}", "").strip() for part in ("year", "month", "day")]
    try:
        day = date(*(int(box) for box in boxes if box.isascii()))
        if not EARLIEST <= day < LATEST:
            raise ValueError
    except (ValueError, TypeError):
        errors = {**errors, "day": phrase("Enter a day like 27 11 2026")}
    if errors:
        raise InvalidInput(errors)
    return day


_ACTS: Mapping[str, Callable[[Data, Typed], dict[str, Any]]] = {
    "close": _close,
    "work": _work,
    "shorten": _shorten,
    "forget": _forget,
    "hours": _hours,
    "forget_hours": _forget_hours,
    "presets": _presets,
}
