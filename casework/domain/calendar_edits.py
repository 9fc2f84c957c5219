"""Changes to a calendar's data, one at a time, each giving new data; and what two versions differ in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from casework.base.values import Value
from casework.domain.calendar_data import WEEKDAYS, calendar_from

Data = Mapping[str, Any]
About = Literal["closed", "worked", "short", "hours", "presets"]
_DAYS = ("holidays", "short_days")


class Difference(Value):
    """One thing that a version says otherwise: `day` (None: always), and what it says; None when nothing any more."""

    about: About
    day: date | None
    said: str | None


def close_on(data: Data, day: date, name: str) -> dict[str, Any]:
    """Closed on this day, for this reason."""
    clear = forget(data, day)
    return {**clear, "holidays": {**clear.get("holidays", {}), day.isoformat(): name}}


def work_on(data: Data, day: date, windows: Sequence[str] = ()) -> dict[str, Any]:
    """Open on this day, though it is a weekend or a holiday; with hours of its own if `windows` are given."""
    clear = forget(data, day)
    kept = sorted({*clear.get("extra_working_days", ()), day.isoformat()})
    short = {**clear.get("short_days", {}), **({day.isoformat(): list(windows)} if windows else {})}
    return {**clear, "extra_working_days": kept, "short_days": short}


def shorten(data: Data, day: date, windows: Sequence[str]) -> dict[str, Any]:
    """Other hours on this one day."""
    clear = forget(data, day)
    return {**clear, "short_days": {**clear.get("short_days", {}), day.isoformat(): list(windows)}}


def forget(data: Data, day: date) -> dict[str, Any]:
    """Nothing of its own on this day any more: what week and presets say."""
    told = day.isoformat()
    cleared = {key: {on: said for on, said in data.get(key, {}).items() if on != told} for key in _DAYS}
    extra = [on for on in data.get("extra_working_days", ()) if on != told]
    return {**data, **cleared, "extra_working_days": extra}


def change_hours(data: Data, since: date | None, weekly: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Other opening hours from a day on; None: from the beginning."""
    week = {day: list(weekly[day]) for day in WEEKDAYS if weekly.get(day)}
    if since is None:
        return {**data, "weekly": week}
    return {**data, "hours_from": {**data.get("hours_from", {}), since.isoformat(): week}}


def forget_hours(data: Data, since: date) -> dict[str, Any]:
    """Take back a change of the opening hours."""
    later = {on: week for on, week in data.get("hours_from", {}).items() if on != since.isoformat()}
    return {**data, "hours_from": later}


def keep_holidays_of(data: Data, country: str, parts: Sequence[str]) -> dict[str, Any]:
    """The holidays of a country, or of parts of it: closed when any of them is. No country: none."""
    return {**data, "country": country, "subdivisions": list(parts)}


def checked(data: Data, tz: str) -> None:
    """Raise CalendarError when no office could work by this calendar."""
    calendar_from(data, tz=tz).next_working(date(2026, 1, 1))


def differences(before: Data, after: Data) -> list[Difference]:
    """What `after` says otherwise than `before`, in the order of days."""
    found: list[Difference] = []
    if (before.get("country"), before.get("subdivisions")) != (
        after.get("country"),
        after.get("subdivisions"),
    ):
        places = [str(after.get("country") or ""), *after.get("subdivisions", ())]
        found.append(Difference("presets", None, " ".join(place for place in places if place) or None))
    if before.get("weekly") != after.get("weekly"):
        found.append(Difference("hours", None, _week(after.get("weekly", {}))))
    found += _by_day("hours", _texts(before, "hours_from", _week), _texts(after, "hours_from", _week))
    found += _by_day("closed", _texts(before, "holidays", str), _texts(after, "holidays", str))
    found += _by_day("short", _texts(before, "short_days", _hours), _texts(after, "short_days", _hours))
    found += _by_day("worked", _worked(before), _worked(after))
    return sorted(found, key=lambda one: (one.day is not None, one.day or date.min))


def _texts(data: Data, key: str, say: Any) -> dict[str, str]:
    return {day: say(said) for day, said in data.get(key, {}).items()}


def _worked(data: Data) -> dict[str, str]:
    return dict.fromkeys(data.get("extra_working_days", ()), "")


def _by_day(about: About, before: Mapping[str, str], after: Mapping[str, str]) -> Iterable[Difference]:
    for day in sorted({*before, *after}):
        if before.get(day) != after.get(day):
            yield Difference(about, date.fromisoformat(day), after.get(day))


def _week(week: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{day} {_hours(week[day])}" for day in WEEKDAYS if week.get(day))


def _hours(windows: Sequence[str]) -> str:
    return ", ".join(windows)
