"""A calendar in words: its hours, its days off, and what two versions of it differ in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from babel import dates
from flask_babel import gettext as _

from casework.base.values import Value
from casework.domain.calendar_data import WEEKDAYS
from casework.domain.calendar_edits import Difference
from casework.domain.calendars import BusinessCalendar
from casework.web.formats import day, listed, reader
from casework.web.holiday_words import holiday_words

AHEAD = 366


class DayRow(Value):
    """A day that is not like its week: what it is, and whether the office said so itself."""

    on: date
    said: str
    own: bool


class HoursRow(Value):
    """Opening hours that hold from a day on; None: from the beginning."""

    since: date | None
    lines: tuple[tuple[str, str], ...]


def day_rows(data: Mapping[str, Any], calendar: BusinessCalendar, today: date) -> list[DayRow]:
    """The days of the coming year that are not like their week, and the office's own of any time after today."""
    own = {date.fromisoformat(on) for key in ("holidays", "short_days") for on in data.get(key, {})}
    own |= {date.fromisoformat(on) for on in data.get("extra_working_days", ())}
    coming = {today + timedelta(days=n) for n in range(AHEAD)}
    rows = [
        (on, _meaning(calendar, on, own=on in own))
        for on in sorted(coming | {on for on in own if on >= today})
    ]
    return [DayRow(on, said, on in own) for on, said in rows if said]


def hours_rows(data: Mapping[str, Any]) -> list[HoursRow]:
    """The weeks of the office, in the order in which they hold."""
    weeks = [HoursRow(None, _lines(data.get("weekly", {})))]
    later = sorted(data.get("hours_from", {}).items())
    return weeks + [HoursRow(date.fromisoformat(on), _lines(week)) for on, week in later]


def difference_text(one: Difference) -> str:
    """What a version changed, in a sentence without its full stop."""
    on = day(one.day, year=True) if one.day else ""
    if one.about == "presets":
        return _("Holidays of %(place)s", place=one.said) if one.said else _("No public holidays")
    if one.about == "hours":
        return _hours_text(one, on)
    if one.about == "closed":
        return _("Closed on %(day)s: %(name)s", day=on, name=one.said) if one.said else _usual(on)
    if one.about == "short":
        return _("Open on %(day)s: %(hours)s", day=on, hours=one.said) if one.said else _usual(on)
    return _usual(on) if one.said is None else _("Worked on %(day)s", day=on)


def weekday_labels() -> list[tuple[str, str]]:
    """The days of the week as the data name them, with their names."""
    names = dates.get_day_names("wide", "stand-alone", locale=reader())
    return [(code, names[at]) for at, code in enumerate(WEEKDAYS)]


def hours_text(windows: Sequence[str]) -> str:
    """Opening hours of a day; closed when there are none."""
    return listed(one.replace("-", "–") for one in windows) if windows else _("Closed")


def _usual(on: str) -> str:
    return _("%(day)s is a usual day again", day=on)


def _hours_text(one: Difference, on: str) -> str:
    if one.said is None:
        return _("No other hours from %(day)s on", day=on)
    names = dict(weekday_labels())
    told = "; ".join(f"{names[part[:3]]} {part[4:]}" for part in one.said.split("; "))
    return (
        _("Hours from %(day)s on: %(hours)s", day=on, hours=told) if on else _("Hours: %(hours)s", hours=told)
    )


def _lines(week: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, hours_text(week.get(code, ()))) for code, name in weekday_labels())


def _meaning(calendar: BusinessCalendar, on: date, *, own: bool) -> str:
    usual = calendar.weekly_on(on).get(on.weekday(), ())
    windows = calendar.windows_on(on)
    if not windows:
        name = calendar.holiday_on(on)
        return _("Closed: %(name)s", name=holiday_words(name)) if name and (usual or own) else ""
    if not usual:
        return _("Worked, %(hours)s", hours=hours_text([_written(one) for one in windows]))
    if own:
        return _("Open %(hours)s", hours=hours_text([_written(one) for one in windows]))
    return ""


def _written(window: tuple[int, int]) -> str:
    return "-".join(f"{edge // 60:02d}:{edge % 60:02d}" for edge in window)
