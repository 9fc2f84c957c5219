"""Deadlines worked out the slow way, by looking at every single minute: nothing here is shared with the engine."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WORKWEEK = range(5)


@dataclass(frozen=True)
class Place:
    """An office, as a clerk would tell it: these hours from Monday to Friday, closed then, worked then."""

    zone: str
    hours: tuple[tuple[int, int], ...]  # minutes of the day
    closed: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    short: dict[date, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    seen: dict[date, list[datetime]] = field(default_factory=dict)  # open minutes of days, once looked at

    def data(self) -> dict[str, object]:
        """The same as the data of a calendar."""
        windows = [_written(one) for one in self.hours]
        return {
            "timezone": self.zone,
            "weekly": {day: windows for day in ("mon", "tue", "wed", "thu", "fri")},
            "holidays": {day.isoformat(): "Closed" for day in self.closed},
            "extra_working_days": sorted(self.worked),
            "short_days": {
                day.isoformat(): [_written(one) for one in hours] for day, hours in self.short.items()
            },
        }

    def wall(self, instant: datetime) -> datetime:
        """What the clock on the wall shows."""
        return instant.astimezone(ZoneInfo(self.zone))

    def open_at(self, instant: datetime) -> bool:
        """Whether somebody is there in the minute that begins now."""
        wall = self.wall(instant)
        day, minute = wall.date(), wall.hour * 60 + wall.minute
        hours = self.hours
        if day in self.short:
            hours = self.short[day]
        elif day not in self.worked and (day in self.closed or day.weekday() not in WORKWEEK):
            return False
        return any(since <= minute < until for since, until in hours)


@dataclass(frozen=True)
class Told:
    """What somebody noted on paper: at that minute the clock was paused, went on, got more time, or was stopped."""

    at: datetime
    what: str
    more: int = 0


@dataclass
class Watch:
    """A stopwatch that somebody looks at every minute."""

    total: int
    used: int = 0
    standing: bool = False
    stopped: bool = False
    reached: datetime | None = None

    def hear(self, note: Told) -> None:
        """Do what was noted, unless the time was up before."""
        over = self.reached is not None and note.at > self.reached
        if note.what in ("resume", "stop"):
            self.standing, self.stopped = False, note.what == "stop"
        elif note.what == "pause":
            self.standing = self.standing or not over
        elif not over:
            self.total, self.reached = self.total + note.more, None

    def tick(self, at: datetime, *, open_now: bool) -> None:
        """A minute goes by."""
        if self.reached is None and open_now and not self.standing:
            self.used += 1
            self.reached = at + MINUTE if self.used == self.total else None


def due_by_minutes(place: Place, start: datetime, total: int, told: list[Told], now: datetime) -> datetime:
    """When a term of so many opening minutes is used up. Paused at `now`, it is supposed to go on now."""
    watch, at = Watch(total), start
    while watch.reached is None or at <= now:
        for note in told:
            if note.at == at <= now and not watch.stopped:
                watch.hear(note)
        watch.standing = watch.standing and at < now
        watch.tick(at, open_now=place.open_at(at))
        at += MINUTE
    return watch.reached


def due_by_days(
    place: Place, start: datetime, total: int, told: list[Told], now: datetime, *, working: bool, by_law: bool
) -> date:
    """The day a term of so many days ends on. A day counts when nobody had paused the clock on it."""
    pauses: list[tuple[date, date | None]] = []
    for note in told:
        if note.at > now or note.what == "stop":
            break
        end = _last_instant(
            place, _count(place, start, total, pauses, note.at, working, by_law), working and not by_law
        )
        day, standing = place.wall(note.at).date(), bool(pauses) and pauses[-1][1] is None
        if note.what == "resume" and standing:
            pauses[-1] = (pauses[-1][0], day)
        elif note.what == "pause" and not standing and note.at <= end:
            pauses.append((day, None))
        elif note.what == "more" and note.at <= end:
            total += note.more
    return _count(place, start, total, pauses, _until(told, now), working, by_law)


def _count(
    place: Place, start: datetime, total: int, pauses: list[tuple[date, date | None]], now: datetime,
    working: bool, by_law: bool,
) -> date:  # fmt: skip
    today, day = place.wall(now).date(), place.wall(start).date()
    if working and not by_law:
        while not _opens(place, day) or (day == place.wall(start).date() and _closed_for_today(place, start)):
            day += DAY
    counted = 0
    while counted < total:
        day += DAY
        stood = any(
            since <= day and (day <= today if until is None else day < until) for since, until in pauses
        )
        counted += not stood and (not working or _opens(place, day))
    return day


def _until(told: list[Told], now: datetime) -> datetime:
    return min([one.at for one in told if one.what == "stop" and one.at <= now], default=now)


def _minutes_of(place: Place, day: date) -> Iterator[datetime]:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - DAY
    while place.wall(at).date() < day:
        at += MINUTE
    while place.wall(at).date() == day:
        yield at
        at += MINUTE


def _open_minutes(place: Place, day: date) -> list[datetime]:
    if day not in place.seen:
        place.seen[day] = [at for at in _minutes_of(place, day) if place.open_at(at)]
    return place.seen[day]


def _opens(place: Place, day: date) -> bool:
    return bool(_open_minutes(place, day))


def _closed_for_today(place: Place, start: datetime) -> bool:
    return start > _open_minutes(place, place.wall(start).date())[-1] + MINUTE


def _last_instant(place: Place, day: date, at_closing: bool) -> datetime:
    minutes = _open_minutes(place, day) if at_closing else list(_minutes_of(place, day))
    return minutes[-1] + MINUTE


def _written(hours: tuple[int, int]) -> str:
    return "-".join(f"{edge // 60:02d}:{edge % 60:02d}" for edge in hours)
