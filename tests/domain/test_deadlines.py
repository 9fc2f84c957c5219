"""Deadlines in days: every computed date of the specification, pauses, the calendar drawn on a page."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.calendar_data import calendar_from
from casework.domain.calendars import BusinessCalendar
from casework.domain.day_marks import weeks
from casework.domain.deadlines import Event, Term, deadline, ends_on, first_allowed_day

UK = calendar_from(
    {"timezone": "Europe/London", "country": "GB", "subdivisions": ["ENG", "WLS", "SCT", "NIR"]}
)
ENGLAND = calendar_from({"timezone": "Europe/London", "country": "GB", "subdivisions": ["ENG"]})
US = calendar_from({"timezone": "America/Los_Angeles", "country": "US"})
CALIFORNIA = calendar_from({"timezone": "America/Los_Angeles", "country": "US", "subdivisions": ["CA"]})
BRAZIL = calendar_from({"timezone": "America/Sao_Paulo", "country": "BR"})
FOIA = Term(20, statutory=True)
MONTH = Term(1, "months", statutory=True, roll=True)


def at(calendar: BusinessCalendar, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(calendar.tz)).astimezone(UTC)


@pytest.mark.parametrize(
    ("term", "start", "calendar", "due"),
    [
        (Term(5, "calendar", statutory=True), "2026-11-20", CALIFORNIA, "2026-11-25"),
        (Term(10, "calendar", statutory=True), "2026-11-20", CALIFORNIA, "2026-11-30"),
        (Term(30, "calendar", statutory=True, roll=True), "2026-11-20", CALIFORNIA, "2026-12-21"),
        (Term(20, "calendar", statutory=True), "2026-11-20", CALIFORNIA, "2026-12-10"),
        (FOIA, "2026-12-18", UK, "2027-01-21"),
        (FOIA, "2026-12-19", UK, "2027-01-21"),
        (FOIA, "2026-12-18", ENGLAND, "2027-01-20"),
        (FOIA, "2026-11-02", UK, "2026-12-01"),
        (FOIA, "2026-11-16", UK, "2026-12-15"),
        (FOIA, "2026-11-23", US, "2026-12-22"),
        (Term(30, statutory=True), "2026-11-23", US, "2027-01-07"),
        (Term(10, "calendar", statutory=True, roll=True), "2026-11-20", US, "2026-11-30"),
        (Term(24, "calendar", statutory=True, roll=True), "2026-11-20", US, "2026-12-14"),
        (MONTH, "2026-12-31", ENGLAND, "2027-02-01"),
        (MONTH, "2027-01-30", ENGLAND, "2027-03-01"),
        (MONTH, "2026-11-25", ENGLAND, "2026-12-29"),
        (Term(3, statutory=True), "2026-12-24", BRAZIL, "2026-12-30"),
        (Term(5), "2026-12-24", ENGLAND, "2027-01-05"),
        (Term(10), "2026-12-30", ENGLAND, "2027-01-14"),
        (Term(20), "2027-01-20", ENGLAND, "2027-02-17"),
    ],
)
def test_the_computed_dates_of_the_specification(
    term: Term, start: str, calendar: BusinessCalendar, due: str
) -> None:
    assert ends_on(term, date.fromisoformat(start), calendar) == date.fromisoformat(due)
    counted = deadline(
        term, [Event(at(calendar, f"{start}T10:00"), "start")], calendar, at(calendar, f"{start}T11:00")
    )
    if date.fromisoformat(start).weekday() < 5:
        assert counted is not None
        assert counted.due_on == date.fromisoformat(due)


def test_an_heir_waits_forty_days() -> None:
    assert first_allowed_day(date(2026, 10, 15), 40) == date(2026, 11, 24)


def due(term: Term, events: list[Event], calendar: BusinessCalendar, now: str) -> date:
    found = deadline(term, events, calendar, at(calendar, now))
    assert found is not None
    return found.due_on


def test_a_clarification_starts_a_freedom_of_information_clock_anew() -> None:
    events = [Event(at(UK, "2026-11-02T09:00"), "start"), Event(at(UK, "2026-11-16T09:00"), "start")]
    assert due(FOIA, events, UK, "2026-11-17T09:00") == date(2026, 12, 15)


def test_the_days_of_a_fee_notice_are_disregarded_first_and_last_included() -> None:
    events = [Event(at(UK, "2026-11-02T09:00"), "start"), Event(at(UK, "2026-11-09T09:00"), "pause"),
              Event(at(UK, "2026-11-13T09:00"), "resume", whole_days=True)]  # fmt: skip
    assert due(FOIA, events, UK, "2026-11-17T09:00") == date(2026, 12, 8)


def test_an_extension_adds_days_of_the_same_count() -> None:
    events = [
        Event(at(US, "2026-11-23T09:00"), "start"),
        Event(at(US, "2026-12-01T09:00"), "extend", amount=10),
    ]
    assert due(FOIA, events, US, "2026-12-02T09:00") == date(2027, 1, 7)


RECEIVED = [Event(at(US, "2026-11-09T10:12"), "start"), Event(at(US, "2026-11-18T09:05"), "pause")]
ANSWERED = [*RECEIVED, Event(at(US, "2026-11-20T08:40"), "resume")]


def test_a_page_can_draw_how_a_deadline_was_counted() -> None:
    found = deadline(Term(10), ANSWERED, US, at(US, "2026-11-24T12:00"))
    assert found is not None
    assert (found.due_on, found.used, found.total, found.left) == (date(2026, 11, 27), 8, 10, 2)
    assert (found.projected, found.late, found.met, found.at_risk) == (False, False, False, True)
    rows = weeks(found.days)
    assert [[day.mark for day in row] for row in rows] == [
        ["start", "counted", "closed", "counted", "counted", "closed", "closed"],
        ["counted", "counted", "paused", "paused", "counted", "closed", "closed"],
        ["counted", "counted", "to-come", "closed", "due", "outside", "outside"],
    ]
    assert [day.number for row in rows for day in row if day.number] == list(range(1, 11))
    assert [day.on.day for day in found.days if day.today] == [24]
    assert [day.holiday for day in found.days if day.holiday] == ["Veterans Day", "Thanksgiving Day"]


def test_a_paused_clock_shows_the_day_it_would_end_if_answered_now() -> None:
    found = deadline(Term(10), RECEIVED, US, at(US, "2026-11-19T12:00"))
    assert found is not None
    assert (found.due_on, found.used, found.projected) == (date(2026, 11, 27), 5, True)
    assert [day.mark for day in found.days if day.on.day in (18, 19, 20)] == ["paused", "paused", "to-come"]


def test_what_comes_in_after_closing_came_in_the_next_working_day_but_not_by_law() -> None:
    friday_night = [Event(at(US, "2026-11-20T18:00"), "start")]
    assert due(Term(1), friday_night, US, "2026-11-21T09:00") == date(2026, 11, 24)
    assert due(Term(1, statutory=True), friday_night, US, "2026-11-21T09:00") == date(2026, 11, 23)
    saturday = [Event(at(US, "2026-11-21T10:00"), "start")]
    assert due(Term(1), saturday, US, "2026-11-21T11:00") == date(2026, 11, 24)


def test_a_deadline_is_met_at_closing_and_late_after_it() -> None:
    start = Event(at(US, "2026-11-19T10:00"), "start")
    for stopped, met in (("2026-11-20T17:00", True), ("2026-11-20T17:01", False)):
        found = deadline(Term(1), [start, Event(at(US, stopped), "stop")], US, at(US, "2026-12-01T09:00"))
        assert found is not None
        assert (found.met, found.late) == (met, not met)
    late = deadline(Term(1), [start], US, at(US, "2026-11-24T09:00"))
    assert late is not None
    assert (late.late, late.days_late) == (True, 4)


def test_a_pause_after_the_due_day_does_not_undo_the_delay() -> None:
    events = [Event(at(US, "2026-11-12T10:00"), "start"), Event(at(US, "2026-11-18T10:00"), "pause")]
    found = deadline(Term(2), events, US, at(US, "2026-11-24T09:00"))
    assert found is not None
    assert (found.late, found.due_on, found.projected) == (True, date(2026, 11, 16), False)


def test_before_the_start_there_is_no_deadline() -> None:
    assert deadline(Term(5), RECEIVED, US, at(US, "2026-11-01T09:00")) is None


@given(
    st.integers(0, 60),
    st.integers(1, 30),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)), max_size=4),
)
def test_days_of_pause_never_shorten_a_term_and_every_number_is_drawn_once(
    offset: int, days: int, pauses: list[tuple[int, int]]
) -> None:
    start = at(US, "2026-09-01T10:00") + timedelta(days=offset)
    events = [Event(start, "start")]
    for since, length in pauses:
        events += [
            Event(start + timedelta(days=since), "pause"),
            Event(start + timedelta(days=since + length), "resume"),
        ]
    now = start + timedelta(days=200)
    plain, paused = deadline(Term(days), events[:1], US, now), deadline(Term(days), events, US, now)
    assert plain is not None
    assert paused is not None
    assert paused.due_on >= plain.due_on
    assert [day.number for day in paused.days if day.number] == list(range(1, days + 1))
    assert sum(day.mark == "due" for day in paused.days) == 1
    assert sum(len(row) for row in weeks(paused.days)) % 7 == 0
