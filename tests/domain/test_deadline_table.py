"""Deadlines as a table: changes of the clock, leap days, late holidays, pauses, swapped Saturdays, the last minute."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from casework.base.values import replace
from casework.domain.calendar_data import calendar_from
from casework.domain.calendars import BusinessCalendar
from casework.domain.deadlines import Deadline, Event, Term, deadline

NY: dict[str, Any] = {"timezone": "America/New_York", "country": "US"}
UK: dict[str, Any] = {"timezone": "Europe/London", "country": "GB", "subdivisions": ["ENG"]}
HANOI: dict[str, Any] = {"timezone": "Asia/Ho_Chi_Minh", "country": "VN"}
CLOSED_27 = {"holidays": {"2026-11-27": "Day of mourning"}}


def at(data: dict[str, Any], wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(data["timezone"])).astimezone(UTC)


def told(data: dict[str, Any], term: Term, happened: list[tuple[str, str]], now: str) -> Deadline:
    """What became of a clock: each happening is a moment and `start`, `pause`, `extend 3` and so on."""
    events = []
    for wall, said in happened:
        what, _, amount = said.partition(" ")
        events.append(Event(at(data, wall), what, int(amount or 0)))  # type: ignore[arg-type]  # a table of words
    found = deadline(term, events, calendar_from(data), at(data, now))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("data", "term", "happened", "now", "due"),
    [
        pytest.param(NY, Term(3), [("2026-03-05T10:00", "start")], "2026-03-05T11:00", "2026-03-10T17:00", id="clocks go forward"),
        pytest.param(NY, Term(3), [("2026-10-29T10:00", "start")], "2026-10-30T11:00", "2026-11-03T17:00", id="clocks go back"),
        pytest.param(NY, Term(240, "minutes"), [("2026-03-06T15:00", "start")], "2026-03-06T15:30", "2026-03-09T11:00", id="opening hours over a change"),
        pytest.param(NY, Term(2880, "any_minutes"), [("2026-03-07T10:00", "start")], "2026-03-07T11:00", "2026-03-09T11:00", id="48 hours forward"),
        pytest.param(NY, Term(2880, "any_minutes"), [("2026-10-31T10:00", "start")], "2026-10-31T11:00", "2026-11-02T09:00", id="48 hours back"),
        pytest.param(NY, Term(2), [("2028-02-28T10:00", "start")], "2028-02-28T11:00", "2028-03-01T17:00", id="over a leap day"),
        pytest.param(NY, Term(2), [("2027-02-25T10:00", "start")], "2027-02-25T11:00", "2027-03-01T17:00", id="no leap day"),
        pytest.param(UK, Term(1, "months"), [("2028-01-31T10:00", "start")], "2028-01-31T11:00", "2028-03-01T00:00", id="a month to a leap day, whole"),
        pytest.param(UK, Term(12, "months"), [("2028-02-29T10:00", "start")], "2028-02-29T11:00", "2029-03-01T00:00", id="a year from a leap day, whole"),
        pytest.param(NY, Term(5), [("2026-11-20T10:00", "start")], "2026-11-23T09:00", "2026-11-30T17:00", id="before the holiday was known"),
        pytest.param(NY | CLOSED_27, Term(5), [("2026-11-20T10:00", "start")], "2026-11-23T09:00", "2026-12-01T17:00", id="after it was"),
        pytest.param(HANOI, Term(5), [("2026-08-17T10:00", "start")], "2026-08-18T09:00", "2026-08-22T17:00", id="a Saturday worked instead"),
        pytest.param(HANOI, Term(5), [("2026-08-26T10:00", "start")], "2026-08-26T11:00", "2026-09-07T17:00", id="the Monday it was worked for"),
        pytest.param(NY | {"extra_working_days": ["2026-11-21"], "short_days": {"2026-11-21": ["09:00-12:00"]}}, Term(1), [("2026-11-20T10:00", "start")], "2026-11-20T11:00", "2026-11-21T12:00", id="a swapped Saturday with hours of its own"),
        pytest.param(NY, Term(480, "minutes"), [("2026-11-20T09:00", "start")], "2026-11-20T10:00", "2026-11-20T17:00", id="used up exactly at closing"),
        pytest.param(NY, Term(480, "minutes"), [("2026-11-20T09:00", "start"), ("2026-11-20T10:00", "pause"), ("2026-11-20T11:00", "pause"), ("2026-11-20T12:00", "resume"), ("2026-11-20T12:30", "resume")], "2026-11-20T13:00", "2026-11-23T11:00", id="a second pause inside a pause"),
        pytest.param(NY, Term(480, "minutes"), [("2026-11-20T09:00", "start"), ("2026-11-20T18:00", "pause"), ("2026-11-22T12:00", "resume")], "2026-11-22T13:00", "2026-11-20T17:00", id="a pause after the end"),
        pytest.param(NY, Term(600, "minutes"), [("2026-11-20T09:00", "start"), ("2026-11-20T18:00", "pause"), ("2026-11-22T12:00", "resume")], "2026-11-22T13:00", "2026-11-23T11:00", id="a pause that takes no opening hour"),
        pytest.param(NY, Term(2), [("2026-11-18T10:00", "start"), ("2026-11-20T17:00", "pause"), ("2026-11-23T10:00", "resume")], "2026-11-23T11:00", "2026-11-23T17:00", id="a pause at the last minute"),
        pytest.param(NY, Term(2), [("2026-11-18T10:00", "start"), ("2026-11-20T17:01", "pause"), ("2026-11-23T10:00", "resume")], "2026-11-23T11:00", "2026-11-20T17:00", id="a pause a minute late, on the due day"),
        pytest.param(NY, Term(2), [("2026-11-18T10:00", "start"), ("2026-11-20T16:00", "extend 3")], "2026-11-20T16:30", "2026-11-25T17:00", id="extended in time"),
        pytest.param(NY, Term(2), [("2026-11-18T10:00", "start"), ("2026-11-20T17:01", "extend 3")], "2026-11-20T18:00", "2026-11-20T17:00", id="extended too late"),
        pytest.param(NY, Term(3, pauses=1), [("2026-11-16T10:00", "start"), ("2026-11-17T10:00", "pause"), ("2026-11-18T10:00", "resume"), ("2026-11-19T10:00", "pause"), ("2026-11-24T10:00", "resume")], "2026-11-24T11:00", "2026-11-20T17:00", id="the law stops the clock once"),
        pytest.param(NY, Term(3), [("2026-11-16T10:00", "start"), ("2026-11-17T10:00", "stop"), ("2026-11-18T10:00", "pause"), ("2026-11-30T10:00", "resume")], "2026-11-30T11:00", "2026-11-19T17:00", id="nothing moves what has ended"),
    ],
)  # fmt: skip
def test_when_it_is_due(
    data: dict[str, Any], term: Term, happened: list[tuple[str, str]], now: str, due: str
) -> None:
    assert told(data, term, happened, now).due_at == at(data, due)


STARTED = [("2026-11-20T09:00", "start")]
EIGHT_HOURS = Term(480, "minutes")


def test_stopped_in_the_last_minute_is_kept_and_after_it_is_late() -> None:
    kept = told(NY, EIGHT_HOURS, [*STARTED, ("2026-11-20T17:00", "stop")], "2026-11-27T09:00")
    assert (kept.met, kept.late, kept.used) == (True, False, 480)
    late = told(NY, EIGHT_HOURS, [*STARTED, ("2026-11-20T17:01", "stop")], "2026-11-27T09:00")
    assert (late.met, late.late) == (False, True)
    assert not told(NY, EIGHT_HOURS, STARTED, "2026-11-20T17:00").late
    assert told(NY, EIGHT_HOURS, STARTED, "2026-11-23T09:00").days_late == 3


@pytest.mark.parametrize(
    ("term", "before", "since"),
    [
        (EIGHT_HOURS, "2026-11-20T15:23", "2026-11-20T15:24"),
        (Term(10), "2026-12-02T23:59", "2026-12-03T00:00"),
        (Term(10, risk=50), "2026-11-29T23:59", "2026-11-30T00:00"),
        (Term(10, "calendar"), "2026-11-27T23:59", "2026-11-28T00:00"),
    ],
)
def test_from_when_on_it_is_at_risk(term: Term, before: str, since: str) -> None:
    assert not told(NY, term, STARTED, before).at_risk
    now = told(NY, term, STARTED, since)
    assert now.at_risk
    assert now.risk_at == at(NY, since)


def test_a_paused_clock_counts_on_from_now_and_is_neither_at_risk_nor_late() -> None:
    happened = [*STARTED, ("2026-11-20T12:00", "pause")]
    stands = told(NY, EIGHT_HOURS, happened, "2026-11-24T10:00")
    assert (stands.projected, stands.at_risk, stands.late, stands.used) == (True, False, False, 180)
    assert stands.due_at == at(NY, "2026-11-24T15:00")
    goes_on = told(NY, EIGHT_HOURS, [*happened, ("2026-11-24T10:00", "resume")], "2026-11-24T11:00")
    assert (goes_on.due_at, goes_on.projected) == (at(NY, "2026-11-24T15:00"), False)


def test_a_page_can_draw_how_minutes_were_counted() -> None:
    happened = [*STARTED, ("2026-11-20T12:00", "pause"), ("2026-11-24T10:00", "resume")]
    drawn = told(NY, EIGHT_HOURS, happened, "2026-11-24T11:00").days
    assert [(day.on.day, day.mark, day.minutes) for day in drawn] == [
        (20, "start", 180),
        (21, "closed", None),
        (22, "closed", None),
        (23, "paused", None),
        (24, "due", 300),
    ]


def test_a_holiday_that_comes_late_moves_only_what_still_runs_over_it() -> None:
    before, after = calendar_from(NY), calendar_from(NY | CLOSED_27)
    for start, moved in (("2026-11-20T10:00", True), ("2026-11-16T10:00", False)):
        ends = [
            deadline(Term(5), [Event(at(NY, start), "start")], calendar, at(NY, "2026-11-25T12:00"))
            for calendar in (before, after)
        ]
        assert (ends[0].due_at != ends[1].due_at) is moved  # type: ignore[union-attr]  # both have started


def test_an_opening_in_a_skipped_hour_still_counts_as_a_day() -> None:
    night = BusinessCalendar("America/New_York", {6: ((120, 180),), 0: ((540, 1020),)})
    start = Event(datetime(2026, 3, 7, 12, tzinfo=UTC), "start")
    found = deadline(replace(Term(1), statutory=True), [start], night, datetime(2026, 3, 8, 20, tzinfo=UTC))
    assert found is not None
    assert found.due_on.isoformat() == "2026-03-08"
