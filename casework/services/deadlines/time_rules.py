"""What an office has laid down about time, as it is in force: its calendar, and its promises of now and of earlier."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import func, or_, select

from casework.base.values import Value, field
from casework.domain.calendar_data import WEEKDAYS, calendar_from
from casework.domain.calendars import BusinessCalendar, HolidayTable, national_holidays
from casework.models import TimeRule
from casework.packs.law import Law, with_own_exemptions
from casework.services.office import Office, office_of
from casework.store.session import ViewerSession

CALENDAR, PROMISES, LAWS, EXEMPTIONS = "calendar", "promises", "laws", "exemptions"
_KEPT = "time rules"


class CalendarInForce(Value):
    """A calendar with its data and the number of its version; 0 is what the office's kind says."""

    number: int
    data: Mapping[str, Any]
    calendar: BusinessCalendar


class Promises(Value):
    """One version of what an office promises otherwise than its workflows do."""

    number: int
    made_at: datetime
    document: Mapping[str, Any]


class TimeRules(Value):
    """The calendar in force, and every version of the promises, oldest first."""

    calendar: CalendarInForce
    promises: tuple[Promises, ...]
    laws: Mapping[str, Law] = field(default_factory=dict)
    home_laws: tuple[Law, ...] = ()

    def law_of(self, name: str | None) -> Law | None:
        """The law about records that a case is under."""
        return self.laws.get(name or "")

    def laws_here(self) -> tuple[Law, ...]:
        """The laws that the office is under, the usual one first: those it chose, else those of its place."""
        chosen = self.promises[-1].document.get(LAWS, ()) if self.promises else ()
        return tuple(self.laws[name] for name in chosen if name in self.laws) or self.home_laws

    def lawful_calendar(self, places: tuple[str, ...]) -> BusinessCalendar:
        """Every weekday that is no holiday in any of these places; the office's calendar where none is named."""
        return weekdays_of(places, self.calendar.calendar.tz) if places else self.calendar.calendar

    def promises_for(self, begun_at: datetime, applied: int | None) -> Promises | None:
        """What binds a case: the version that an officer applied to it, else the one in force when it began."""
        if applied is not None:
            return next((one for one in self.promises if one.number == applied), None)
        return next((one for one in reversed(self.promises) if one.made_at <= begun_at), None)


def time_rules(session: ViewerSession) -> TimeRules:
    """What holds at the session's office. Asked for once in a session."""
    known = session.info.get(_KEPT)
    if not isinstance(known, TimeRules):
        known = session.info[_KEPT] = _read(session)
    return known


def forget_time_rules(session: ViewerSession) -> None:
    """Ask anew: there is a newer version."""
    session.info.pop(_KEPT, None)


def calendar_of(session: ViewerSession) -> BusinessCalendar:
    """The office's working days and hours, in its own time zone."""
    return time_rules(session).calendar.calendar


def preset_calendar(office: Office) -> BusinessCalendar:
    """What the office's kind begins with."""
    return calendar_by(preset(office), office.tenant.timezone)


def preset(office: Office) -> dict[str, Any]:
    """The same as data."""
    declared = office.kind.calendar
    hours = [f"{declared.opens}-{declared.closes}"]
    return {
        "country": declared.country,
        "subdivisions": [declared.part] if declared.part else [],
        "weekly": {WEEKDAYS[day]: hours for day in declared.weekdays},
    }


def calendar_by(data: Mapping[str, Any], timezone: str) -> BusinessCalendar:
    """The calendar of some data. Equal data give the same one, which remembers the days it was asked for."""
    return _calendar(json.dumps(data, sort_keys=True), timezone)


@lru_cache(maxsize=256)
def _calendar(packed: str, timezone: str) -> BusinessCalendar:
    return calendar_from(json.loads(packed), tz=timezone)


@lru_cache(maxsize=256)
def weekdays_of(places: tuple[str, ...], timezone: str) -> BusinessCalendar:
    """Monday to Friday, but for the holidays of any of these places: "US", "GB-SCT"."""
    parts = [place.partition("-") for place in places]
    tables = tuple(national_holidays(country, part or None) for country, _, part in parts)
    day = ((0, 24 * 60),)
    return BusinessCalendar(timezone, dict.fromkeys(range(5), day), HolidayTable(national=tables))


def _read(session: ViewerSession) -> TimeRules:
    office = office_of(session)
    newest = select(func.max(TimeRule.number)).where(TimeRule.subject == CALENDAR).scalar_subquery()
    rows = session.execute(
        select(TimeRule.subject, TimeRule.number, TimeRule.made_at, TimeRule.document)
        .where(or_(TimeRule.subject == PROMISES, TimeRule.number == newest))
        .order_by(TimeRule.number)
    ).all()
    own = next((row for row in reversed(rows) if row.subject == CALENDAR), None)
    number, data = (own.number, own.document) if own else (0, preset(office))
    promises = tuple(
        Promises(row.number, row.made_at, row.document) for row in rows if row.subject == PROMISES
    )
    own_exemptions = promises[-1].document.get(EXEMPTIONS, {}) if promises else {}
    laws = with_own_exemptions(office.kind.laws, own_exemptions)
    return TimeRules(
        CalendarInForce(number, data, calendar_by(data, office.tenant.timezone)),
        promises,
        laws,
        tuple(law for law in laws.values() if law.place == office.kind.jurisdiction),
    )
