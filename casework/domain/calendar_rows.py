"""Many changes of a calendar at once, a row each: days off, shorter days, swapped days, another week.

All rows are read before anything holds. Each row that is wrong is named with its number and with what to do about it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from casework.base.errors import InvalidInput
from casework.base.phrases import Phrase, phrase
from casework.base.values import Value
from casework.domain import calendar_edits as edits
from casework.domain.calendar_data import WEEKDAYS, calendar_from
from casework.domain.calendars import CalendarError

Data = Mapping[str, Any]
MOST_ROWS, LONGEST_NAME = 500, 80
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
_NO_HOURS = phrase("Row %(line)s: there are no hours in it. Write them like 09:00-12:00 13:00-17:00")
_BAD_HOURS = phrase(
    "Row %(line)s: these hours overlap, run backwards or cannot be read. Write them like 09:00-12:00"
    " 13:00-17:00"
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SEPARATOR = re.compile(r"[;,\t]")


class _Row(Value):
    """A row: its number, the day it is about, what it does, and what else it says."""

    line: int
    day: date
    what: str
    said: str


@dataclass
class _Reading:
    """What was found so far. `taken`: in which line a day was changed already."""

    data: Data
    zone: str
    wrong: dict[str, Phrase] = field(default_factory=dict)
    taken: dict[tuple[str, date], int] = field(default_factory=dict)

    def refuse(self, line: int, said: Phrase) -> None:
        self.wrong[f"rows-{line}"] = said


def after_rows(data: Data, text: str, zone: str) -> Data:
    """The data after all rows of `text`. Raises InvalidInput with every row that is wrong, as `rows-<number>`."""
    reading = _Reading(data, zone)
    rows = list(_rows(text, reading))
    for row in rows:
        _ACTS[row.what](reading, row)
    # A swapped day has its partner among all rows, wherever it stands.
    for row in rows if not reading.wrong else ():
        if row.what == "swap":
            _check_partner(reading, row)
    if not rows and not reading.wrong:
        raise InvalidInput({"rows": phrase("Enter at least one row")})
    if reading.wrong:
        raise InvalidInput(dict(reading.wrong))
    return reading.data


def _rows(text: str, reading: _Reading) -> Iterator[_Row]:
    """The rows whose day and kind can be read, a day once."""
    lines = [(at, line.strip()) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_ROWS:
        raise InvalidInput({"rows": phrase("Enter %(most)s rows at most", most=MOST_ROWS)})
    for at, line in lines:
        day, what, said = (*(part.strip() for part in _SEPARATOR.split(line, maxsplit=2)), "", "")[:3]
        if day.lower() == "zone":
            _check_zone(reading, at, what)
        elif row := _row(reading, _Typed(at, day, what.lower(), said)):
            yield row


class _Typed(Value):
    line: int
    day: str
    what: str
    said: str


def _row(reading: _Reading, typed: _Typed) -> _Row | None:
    line = typed.line
    day = _day(typed.day)
    if day is None:
        said = phrase(
            "Row %(line)s: there is no day “%(day)s”. Write it like 2026-11-27", line=line, day=typed.day[:40]
        )
        reading.refuse(line, said)
        return None
    if typed.what not in _ACTS:
        said = phrase(
            "Row %(line)s: “%(what)s” is none of closed, short, swap, week", line=line, what=typed.what[:40]
        )
        reading.refuse(line, said)
        return None
    # A week that begins on a day and what happens on that day are two things.
    key = ("week" if typed.what == "week" else "day", day)
    before = reading.taken.setdefault(key, line)
    if before != line:
        said = phrase(
            "Row %(line)s: %(day)s stands in row %(before)s already. Take one of them out",
            line=line,
            day=day.isoformat(),
            before=before,
        )
        reading.refuse(line, said)
        return None
    return _Row(line, day, typed.what, typed.said)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
    return day if day and EARLIEST <= day < LATEST else None


def _check_zone(reading: _Reading, line: int, zone: str) -> None:
    if zone not in available_timezones():
        said = phrase(
            "Row %(line)s: there is no time zone “%(zone)s”. Write it like %(own)s",
            line=line,
            zone=zone[:40],
            own=reading.zone,
        )
        reading.refuse(line, said)
    elif zone != reading.zone:
        said = phrase(
            "Row %(line)s: these days are for %(zone)s, and this office is in %(own)s. Choose the right list",
            line=line,
            zone=zone,
            own=reading.zone,
        )
        reading.refuse(line, said)


def _close(reading: _Reading, row: _Row) -> None:
    name = " ".join(row.said.split())
    if not 0 < len(name) <= LONGEST_NAME:
        said = phrase(
            "Row %(line)s: say why it is closed, in %(most)s characters at most",
            line=row.line,
            most=LONGEST_NAME,
        )
        reading.refuse(row.line, said)
        return
    reading.data = edits.close_on(reading.data, row.day, name)


def _shorten(reading: _Reading, row: _Row) -> None:
    windows = row.said.replace("–", "-").replace(",", " ").replace(";", " ").split()
    if _can_open(reading, row, {"mon": windows}):
        reading.data = edits.shorten(reading.data, row.day, windows)


def _swap(reading: _Reading, row: _Row) -> None:
    if calendar_from(reading.data, tz=reading.zone).weekly_on(row.day).get(row.day.weekday()):
        said = phrase(
            "Row %(line)s: the office works on %(day)s anyway. A swapped day is one that is usually off",
            line=row.line,
            day=row.day.isoformat(),
        )
        reading.refuse(row.line, said)
    elif _day(row.said) is None:
        reading.refuse(row.line, _no_partner(row))
    else:
        reading.data = edits.work_on(reading.data, row.day)


def _check_partner(reading: _Reading, row: _Row) -> None:
    """The day that is off instead has to be one on which the office would work, and be closed here or already."""
    partner = date.fromisoformat(row.said)
    calendar = calendar_from(reading.data, tz=reading.zone)
    if calendar.is_working(partner) or not calendar.weekly_on(partner).get(partner.weekday()):
        reading.refuse(row.line, _no_partner(row))


def _no_partner(row: _Row) -> Phrase:
    return phrase(
        "Row %(line)s: say which working day is off instead of %(day)s, and close that day in a row"
        " of its own",
        line=row.line,
        day=row.day.isoformat(),
    )


def _week(reading: _Reading, row: _Row) -> None:
    week: dict[str, list[str]] = {}
    day = ""
    for word in row.said.replace("–", "-").replace(",", " ").replace(";", " ").lower().split():
        if word in WEEKDAYS:
            day = word
        elif word.isalpha() or not day:
            said = phrase(
                "Row %(line)s: there is no weekday “%(day)s”. Write mon, tue, wed, thu, fri, sat, sun"
                " before their hours",
                line=row.line,
                day=word[:40],
            )
            reading.refuse(row.line, said)
            return
        else:
            week.setdefault(day, []).append(word)
    if _can_open(reading, row, week):
        reading.data = edits.change_hours(reading.data, row.day, week)


def _can_open(reading: _Reading, row: _Row, week: Mapping[str, list[str]]) -> bool:
    """Whether these are hours in which an office can be open; else the row is refused."""
    try:
        calendar_from({"weekly": week})
    except CalendarError:
        said = _BAD_HOURS if any(week.values()) else _NO_HOURS
        reading.refuse(row.line, Phrase(said.text, {"line": row.line}))
        return False
    return True


_ACTS: Mapping[str, Callable[[_Reading, _Row], None]] = {
    "closed": _close,
    "short": _shorten,
    "swap": _swap,
    "week": _week,
}
