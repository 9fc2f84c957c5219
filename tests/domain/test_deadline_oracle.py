"""The engine against an oracle that looks at every minute: random offices, pauses, extensions, changes of the clock."""

import os
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from casework.domain.calendar_data import calendar_from
from casework.domain.deadlines import Event, Term, deadline
from tests.domain.minute_oracle import MINUTE, Place, Told, due_by_days, due_by_minutes

EXAMPLES = 600 if os.environ.get("CASEWORK_DEEP") else 40
HOURS = (((540, 1020),), ((540, 720), (780, 1020)), ((0, 1440),), ((510, 975),), ((600, 601),))
# Weeks in which the clocks go forward or back (Lord Howe: by half an hour), a leap day, and the turn of a year.
WEEKS = (
    ("America/New_York", date(2026, 3, 5)),
    ("America/New_York", date(2026, 10, 29)),
    ("Europe/London", date(2026, 3, 26)),
    ("Europe/London", date(2026, 10, 22)),
    ("Australia/Lord_Howe", date(2026, 4, 2)),
    ("Australia/Lord_Howe", date(2026, 10, 1)),
    ("Asia/Ho_Chi_Minh", date(2028, 2, 25)),
    ("UTC", date(2026, 12, 28)),
)
_WHAT = {"pause": "pause", "resume": "resume", "more": "extend", "stop": "stop"}

near = st.integers(0, 9).map(lambda days: timedelta(days=days))


@st.composite
def places(draw: st.DrawFn) -> tuple[Place, datetime]:
    zone, first = draw(st.sampled_from(WEEKS))
    some_days = st.frozensets(near.map(lambda ahead: first + ahead), max_size=3)
    short = {
        day: ((600, 660),) for day in draw(st.frozensets(near.map(lambda ahead: first + ahead), max_size=1))
    }
    place = Place(zone, draw(st.sampled_from(HOURS)), draw(some_days), draw(some_days), short)
    start = datetime(first.year, first.month, first.day, tzinfo=UTC) + draw(st.integers(0, 4 * 1440)) * MINUTE
    return place, start


@st.composite
def notes(draw: st.DrawFn, start: datetime, longest: int) -> list[Told]:
    moments = sorted(draw(st.lists(st.integers(0, longest), min_size=2, max_size=6, unique=True)))
    kinds = st.sampled_from(["pause", "more", "resume", "pause", "resume", "stop"])
    return [Told(start + at * MINUTE, draw(kinds), draw(st.integers(1, 3))) for at in moments]


def events_of(start: datetime, told: list[Told]) -> list[Event]:
    return [Event(start, "start"), *(Event(one.at, _WHAT[one.what], one.more) for one in told)]


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_minutes_of_opening_time_end_where_counting_every_minute_ends(data: st.DataObject) -> None:
    place, start = data.draw(places())
    total = data.draw(st.integers(1, 400 if place.hours != ((600, 601),) else 4))
    told = data.draw(notes(start, 6 * 1440))
    now = start + data.draw(st.integers(0, 32).map(lambda quarters: (32 - quarters) * 360)) * MINUTE
    found = deadline(Term(total, "minutes"), events_of(start, told), calendar_from(place.data()), now)
    assert found is not None
    assert found.due_at == due_by_minutes(place, start, total, told, now)


@settings(max_examples=EXAMPLES)
@given(st.data(), st.booleans(), st.booleans())
def test_days_end_where_looking_at_every_day_ends(data: st.DataObject, working: bool, by_law: bool) -> None:
    place, start = data.draw(places())
    total = data.draw(st.integers(1, 3))
    told = data.draw(notes(start, 7 * 1440))
    now = start + data.draw(st.integers(0, 60).map(lambda quarters: 15 * 1440 - quarters * 360)) * MINUTE
    term = Term(total, "working" if working else "calendar", statutory=by_law)
    found = deadline(term, events_of(start, told), calendar_from(place.data()), now)
    assert found is not None
    by_hand = due_by_days(place, start, total, told, now, working=working, by_law=by_law)
    assert found.due_on == by_hand
    drawn = [day.number for day in found.days if day.number]
    assert drawn == list(range(1, found.total + 1))
