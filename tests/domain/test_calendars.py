"""Working time: holidays of several countries, clock changes, targets in hours."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.business_time import add_working_time, working_time
from casework.domain.calendar_data import calendar_from
from casework.domain.calendars import BusinessCalendar, CalendarError

NEW_YORK = ZoneInfo("America/New_York")
US = calendar_from({"timezone": "America/New_York", "country": "US"})
ENGLAND = calendar_from({"timezone": "Europe/London", "country": "GB", "subdivisions": ["ENG"]})
ANYWHERE_UK = calendar_from(
    {"timezone": "Europe/London", "country": "GB", "subdivisions": ["ENG", "WLS", "SCT", "NIR"]}
)
VIETNAM = calendar_from({"timezone": "Asia/Ho_Chi_Minh", "country": "VN"})
ROUND_THE_CLOCK = BusinessCalendar("America/New_York", {day: ((0, 1440),) for day in range(7)})


@pytest.mark.parametrize(
    ("calendar", "closed"),
    [
        (US, [date(2027, 12, 31), date(2026, 7, 3), date(2027, 7, 5), date(2026, 11, 26)]),
        (ENGLAND, [date(2026, 12, 28), date(2027, 12, 27), date(2027, 12, 28)]),
        (
            ANYWHERE_UK,
            [date(2026, 3, 17), date(2026, 1, 2), date(2026, 11, 30), date(2027, 7, 12), date(2026, 6, 15)],
        ),
        (VIETNAM, [date(2026, 8, 31), date(2026, 2, 17)]),
    ],
)
def test_observed_and_substitute_holidays_are_closed(calendar: BusinessCalendar, closed: list[date]) -> None:
    for day in closed:
        assert not calendar.is_working(day)
        assert calendar.holiday_on(day)


def test_england_alone_does_not_keep_the_scottish_holidays() -> None:
    assert ENGLAND.is_working(date(2027, 1, 4))
    assert not ANYWHERE_UK.is_working(date(2027, 1, 4))


def test_a_saturday_swapped_in_by_the_government_is_worked() -> None:
    assert VIETNAM.is_working(date(2026, 8, 22))
    assert not VIETNAM.is_working(date(2026, 8, 29))
    assert VIETNAM.windows_on(date(2026, 8, 22)) == ((540, 1020),)


def test_a_tenants_own_days_win_over_the_national_ones() -> None:
    own = calendar_from({
        "timezone": "America/New_York", "country": "US", "holidays": {"2026-11-27": "Day after Thanksgiving"},
        "short_days": {"2026-12-24": ["09:00-12:00"]}, "extra_working_days": ["2026-11-26", "2026-11-21"],
    })  # fmt: skip
    assert own.holiday_on(date(2026, 11, 27)) == "Day after Thanksgiving"
    assert own.windows_on(date(2026, 12, 24)) == ((540, 720),)
    assert own.is_working(date(2026, 11, 26))
    assert own.is_working(date(2026, 11, 21))
    assert own.holiday_on(date(2026, 11, 22)) is None


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"weekly": {}}, "no working time"),
        ({"weekly": {"monday": ["09:00-17:00"]}}, "no day 'monday'"),
        ({"weekly": {"mon": ["9-17"]}}, "no opening window"),
        ({"weekly": {"mon": ["17:00-09:00"]}}, "forwards"),
        ({"timezone": "Mars/Olympus"}, "no IANA time zone"),
        ({"country": "XX"}, "no holiday table"),
        ({"holidays": {"soon": "x"}}, "no day"),
        ({"hours": 8}, "no key 'hours'"),
        ({"hours_from": {"2027-01-01": {}}}, "no working time"),
        ({"hours_from": {"2027-01-01": {"moon": ["09:00-10:00"]}}}, "no day 'moon'"),
    ],
)
def test_a_calendar_that_cannot_work_is_refused_with_the_cure(data: dict[str, object], says: str) -> None:
    with pytest.raises(CalendarError, match=says):
        calendar_from(data).is_working(date(2026, 11, 20))


def test_hours_that_change_from_a_day_on_leave_the_days_before_as_they_were() -> None:
    moved = calendar_from({
        "timezone": "America/New_York",
        "hours_from": {"2027-02-01": {"sat": ["10:00-14:00"]}, "2027-01-04": {"mon": ["08:00-12:00"]}},
    })  # fmt: skip
    assert moved.windows_on(date(2027, 1, 1)) == ((540, 1020),)
    assert moved.windows_on(date(2027, 1, 4)) == ((480, 720),)
    assert not moved.is_working(date(2027, 1, 5))
    assert [moved.is_working(date(2027, 2, day)) for day in (1, 6)] == [False, True]


@pytest.mark.parametrize(
    ("day", "minutes"), [((2026, 3, 8), 1380), ((2026, 11, 1), 1500), ((2026, 3, 9), 1440)]
)
def test_a_day_the_clocks_change_is_shorter_or_longer(day: tuple[int, int, int], minutes: int) -> None:
    start = datetime(*day, tzinfo=NEW_YORK)
    end = datetime.combine(date(*day) + timedelta(days=1), datetime.min.time(), NEW_YORK)
    assert working_time(ROUND_THE_CLOCK, (start.astimezone(UTC), end.astimezone(UTC))) == timedelta(
        minutes=minutes
    )


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (datetime(2026, 3, 7, 22, tzinfo=NEW_YORK), datetime(2026, 3, 8, 7, tzinfo=NEW_YORK)),
        (datetime(2026, 10, 31, 22, tzinfo=NEW_YORK), datetime(2026, 11, 1, 5, tzinfo=NEW_YORK)),
    ],
)
def test_eight_hours_over_a_clock_change_are_eight_hours(start: datetime, due: datetime) -> None:
    assert add_working_time(ROUND_THE_CLOCK, start.astimezone(UTC), timedelta(hours=8)) == due.astimezone(UTC)


def test_an_opening_inside_the_gap_is_the_first_instant_after_it() -> None:
    night = BusinessCalendar("America/New_York", {6: ((90, 150),)})
    assert night.open_spans(date(2026, 3, 8)) == [
        (datetime(2026, 3, 8, 6, 30, tzinfo=UTC), datetime(2026, 3, 8, 7, 0, tzinfo=UTC))
    ]


def test_in_the_doubled_hour_opening_is_the_first_and_closing_the_second() -> None:
    night = BusinessCalendar("America/New_York", {6: ((90, 105),)})
    assert night.open_spans(date(2026, 11, 1)) == [
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 45, tzinfo=UTC))
    ]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=NEW_YORK).astimezone(UTC)


def test_a_start_outside_hours_counts_from_the_next_opening_and_closing_is_in_time() -> None:
    assert add_working_time(US, at(20, 18), timedelta(hours=2)) == at(23, 11)
    assert add_working_time(US, at(20, 9), timedelta(hours=8)) == at(20, 17)
    assert add_working_time(US, at(20, 9), timedelta(hours=8, minutes=1)) == at(23, 9, 1)
    assert add_working_time(US, at(25, 16), timedelta(hours=2)) == at(27, 10)


def test_overlapping_pauses_count_once_and_only_in_hours() -> None:
    pauses = [(at(20, 10), at(20, 12)), (at(20, 11), at(20, 13)), (at(20, 18), at(21, 12))]
    assert working_time(US, (at(20, 9), at(20, 17)), pauses) == timedelta(hours=5)


def test_a_target_never_reached_is_a_mistake_not_a_loop() -> None:
    with pytest.raises(CalendarError, match="five years"):
        add_working_time(BusinessCalendar("UTC", {0: ((0, 1),)}), at(20, 9), timedelta(hours=30))


@given(st.integers(0, 20_000), st.integers(0, 3_000))
def test_working_time_added_is_working_time_found(start_minutes: int, amount: int) -> None:
    start = at(2, 0) + timedelta(minutes=start_minutes)
    due = add_working_time(US, start, timedelta(minutes=amount))
    assert working_time(US, (start, due)) == timedelta(minutes=amount)
