"""The calendar of an office changes: what would move is shown, open cases move once, and all can be taken back."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from casework.base import clock
from casework.base.errors import InvalidInput, NotAllowed, NotFound, Stale
from casework.models import Case, CaseEvent
from casework.services.deadlines.calendar_versions import list_versions
from casework.services.deadlines.change_calendar import change_calendar
from casework.services.deadlines.preview_calendar import preview_calendar
from casework.services.deadlines.recount import recount_some
from tests.services.cases.conftest import Colleague, make_office
from tests.services.cases.desk_cases import open_request

FRIDAY = datetime(2026, 11, 20, 18, tzinfo=UTC)  # 10 in the morning in California
ADMINISTRATOR = Colleague(("administrator",), uuid4())
MOURNING = {"act": "close", "day-day": "24", "day-month": "11", "day-year": "2026", "name": "Day of mourning"}
SATURDAY = {"act": "work", "day-day": "21", "day-month": "11", "day-year": "2026", "windows": "09:00-12:00"}


@pytest.fixture
def office(app):
    return make_office("council", "calendartown")


@pytest.fixture
def neighbours(app):
    return make_office("council", "unchanged")


def preview(office, typed):
    with office.open(office.member(ADMINISTRATOR, "administration")) as session:
        return preview_calendar(session, typed)


def change(office, typed, seen):
    with office.open(office.member(ADMINISTRATOR, "administration")) as session:
        number = change_calendar(session, typed, seen=seen, reason="The mayor died")
        session.commit()
    return number


def recount(office, size=2):
    """What the job does until nothing is left, and how often it was called."""
    last, runs = None, 0
    while runs == 0 or last is not None:
        with office.open(office.system("recount_deadlines")) as session:
            last = recount_some(session, last, size=size)
            session.commit()
        runs += 1
    return runs


def dues(office):
    with office.open(office.system("recount_deadlines")) as session:
        return {row.id: (row.due_at, row.version) for row in session.scalars(select(Case))}


def recounted(office):
    with office.open(office.system("recount_deadlines")) as session:
        rows = session.scalars(select(CaseEvent).where(CaseEvent.kind == "recounted"))
        return [row.detail for row in rows]


def test_a_holiday_that_comes_late_moves_every_open_case_once(office, neighbours):
    with clock.freeze(FRIDAY):
        ours = [open_request(office).case_id for _ in range(3)]
        theirs = open_request(neighbours).case_id
        before, elsewhere = dues(office), dues(neighbours)
        told = preview(office, MOURNING)
        assert (told.seen, told.looked, told.later, told.earlier) == (0, 3, 3, 0)
        assert [one.about for one in told.changes] == ["closed"]
        assert dues(office) == before
        assert change(office, MOURNING, 0) == 1
        assert recount(office) == 2
        after = dues(office)
        for case in ours:
            assert after[case][0] == before[case][0] + timedelta(days=1)
            assert after[case][1] == before[case][1], "a clerk who has the case open is not disturbed"
        events = recounted(office)
        assert len(events) == 3 and {one["calendar"] for one in events} == {1}
        recount(office)
        assert dues(office) == after and recounted(office) == events
        recount(neighbours)
        assert dues(neighbours)[theirs] == elsewhere[theirs]


def test_a_saturday_worked_instead_brings_it_forward_and_undo_takes_it_back(office):
    with clock.freeze(FRIDAY):
        case = open_request(office).case_id
        before = dues(office)[case][0]
        assert preview(office, SATURDAY).earlier == 1
        change(office, SATURDAY, 0)
        recount(office)
        assert dues(office)[case][0] < before
        back = {"act": "restore", "restore": "0"}
        assert preview(office, back).later == 1
        assert change(office, back, 1) == 2
        recount(office)
        assert dues(office)[case][0] == before
        with office.open(office.member(ADMINISTRATOR, "administration")) as session:
            versions = list_versions(session)
    assert [(one.number, one.restores, len(one.changes)) for one in versions] == [
        (2, 0, 2),
        (1, None, 2),
        (0, None, 0),
    ]


def test_two_changes_at_once_do_not_undo_each_other(office):
    change(office, MOURNING, 0)
    with pytest.raises(Stale):
        change(office, SATURDAY, 0)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "act"),
        ({**MOURNING, "day-day": "31"}, "day"),
        ({**MOURNING, "day-year": "26"}, "day"),
        ({**MOURNING, "day-month": "²"}, "day"),
        ({**MOURNING, "name": " "}, "name"),
        ({**SATURDAY, "windows": "9-12"}, "windows"),
        ({**SATURDAY, "windows": "12:00-09:00"}, "windows"),
        ({**SATURDAY, "act": "shorten", "windows": ""}, "windows"),
        ({**SATURDAY, "act": "hours"}, "hours"),
        ({**SATURDAY, "act": "hours", "mon": "25:00-26:00"}, "mon"),
        ({**SATURDAY, "act": "forget"}, "act"),
        ({"act": "presets", "country": "XX"}, "country"),
        ({"act": "presets", "country": "US", "parts": "CA ZZ"}, "parts"),
        ({"act": "presets", "country": "US", "parts": "CA"}, "act"),
    ],
)
def test_what_no_office_could_work_by_is_refused_with_the_cure(office, typed, field):
    with pytest.raises(InvalidInput) as wrong:
        preview(office, typed)
    assert field in wrong.value.errors


def test_only_an_administrator_changes_it_and_only_with_a_reason(office):
    lead = Colleague(("team_lead",), uuid4())
    with office.open(office.member(lead, "triage")) as session, pytest.raises(NotAllowed):
        preview_calendar(session, MOURNING)
    with office.open(office.member(ADMINISTRATOR, "administration")) as session:
        with pytest.raises(InvalidInput):
            change_calendar(session, MOURNING, seen=0, reason=" ")
        with pytest.raises(NotFound):
            preview_calendar(session, {"act": "restore", "restore": "7"})
