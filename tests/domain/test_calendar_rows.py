"""A list of days: each kind of wrong row is named with its number, all at once, and nothing of the list holds."""

from datetime import date

import pytest

from casework.base.errors import InvalidInput
from casework.domain.calendar_data import calendar_from
from casework.domain.calendar_rows import MOST_ROWS, after_rows

ZONE = "Asia/Ho_Chi_Minh"
WEEK = {"weekly": {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}}
GOOD = """zone; Asia/Ho_Chi_Minh
2026-08-22; swap; 2026-08-31

2026-08-31; closed; Bridge day, by decree
2026-12-24, short, 09:00-12:00
2027-03-01\tweek\tmon 08:00-12:00 13:00-17:00 sat 08:00-12:00"""


def refused(rows):
    with pytest.raises(InvalidInput) as wrong:
        after_rows(WEEK, rows, ZONE)
    return {name: str(said) for name, said in wrong.value.sayings.items()}


def test_a_list_of_days_is_taken_in_whole():
    calendar = calendar_from(after_rows(WEEK, GOOD, ZONE), tz=ZONE)
    assert calendar.windows_on(date(2026, 8, 22)) == ((540, 1020),)
    assert calendar.holiday_on(date(2026, 8, 31)) == "Bridge day, by decree"
    assert calendar.windows_on(date(2026, 12, 24)) == ((540, 720),)
    assert calendar.windows_on(date(2027, 3, 1)) == ((480, 720), (780, 1020))
    assert calendar.is_working(date(2027, 3, 6)) and not calendar.is_working(date(2027, 3, 2))


WRONG = [
    ("tomorrow; closed; New year", "there is no day “tomorrow”"),
    ("2027-02-30; closed; Never", "there is no day “2027-02-30”"),
    ("2027-02-29; closed; No leap year", "there is no day “2027-02-29”"),
    ("20270101; closed; New year", "there is no day “20270101”"),
    ("1890-01-01; closed; Long ago", "there is no day “1890-01-01”"),
    ("2027-01-01; shut; New year", "“shut” is none of closed, short, swap, week"),
    ("2027-01-01", "“” is none of"),
    ("2027-01-01; closed;", "say why it is closed"),
    ("2027-01-01; closed; " + "x" * 81, "say why it is closed"),
    ("2027-01-02; swap;", "say which working day is off instead of 2027-01-02"),
    ("2027-01-02; swap; 2027-01-40", "say which working day is off instead"),
    ("2027-01-02; swap; 2027-01-04", "say which working day is off instead"),
    ("2027-01-02; swap; 2027-01-03", "say which working day is off instead"),
    ("2027-01-04; swap; 2027-01-05", "the office works on 2027-01-04 anyway"),
    ("2027-01-04; short; 09:00-12:00 11:00-13:00", "overlap"),
    ("2027-01-04; short; 12:00-09:00", "overlap"),
    ("2027-01-04; short; nine to five", "cannot be read"),
    ("2027-01-04; short; 09:00-25:00", "overlap"),
    ("2027-01-04; short;", "there are no hours in it"),
    ("2027-01-04; week;", "there are no hours in it"),
    ("2027-01-04; week; mon tue", "there are no hours in it"),
    ("2027-01-04; week; mon 09:00-12:00 11:00-13:00", "overlap"),
    ("2027-01-04; week; monday 09:00-12:00", "there is no weekday “monday”"),
    ("2027-01-04; week; 09:00-12:00", "there is no weekday “09:00-12:00”"),
    ("zone; Mars/Olympus", "there is no time zone “Mars/Olympus”"),
    ("zone; Europe/Paris", "these days are for Europe/Paris, and this office is in Asia/Ho_Chi_Minh"),
]


@pytest.mark.parametrize(("row", "said"), WRONG, ids=[row for row, _ in WRONG])
def test_a_row_that_is_wrong_is_named(row, said):
    told = refused(f"2026-11-20; closed; Teachers’ day\n{row}")
    assert list(told) == ["rows-2"] and told["rows-2"].startswith("Row 2: ") and said in told["rows-2"]


def test_a_day_twice_names_both_rows():
    told = refused("2027-01-01; closed; New year\n\n2027-01-01; short; 09:00-12:00")
    assert told == {"rows-3": "Row 3: 2027-01-01 stands in row 1 already. Take one of them out"}


def test_every_wrong_row_is_named_at_once():
    told = refused("\n".join(row for row, _ in WRONG))
    assert set(told) == {f"rows-{at}" for at in range(1, len(WRONG) + 1)}


def test_a_list_that_is_empty_or_endless_is_refused():
    assert "rows" in refused(" \n ")
    assert "rows" in refused("2027-01-01; closed; New year\n" * (MOST_ROWS + 1))
