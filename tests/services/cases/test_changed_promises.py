"""Promises change: new cases have the new ones, open cases keep theirs until somebody applies them, on record."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from casework.base import clock
from casework.base.errors import InvalidInput, NotAllowed, NotFound, Stale
from casework.domain.calendar_data import calendar_from
from casework.domain.deadlines import Event, Term, deadline
from casework.domain.rights import goes_past_the_law, takes_a_right
from casework.models import Case, CaseEvent
from casework.services.cases.due import clocks_of
from casework.services.cases.find_case import case_by_id
from casework.services.cases.pin import workflow_of
from casework.services.deadlines.apply_promises import apply_promises, apply_to_some, preview_promises
from casework.services.deadlines.change_promises import change_promises, list_promises
from casework.services.deadlines.set_level import set_level
from tests.services.cases.conftest import Colleague, make_office
from tests.services.cases.desk_cases import open_request

MONDAY = datetime(2026, 11, 16, 18, tzinfo=UTC)
ADMINISTRATOR, OFFICER = Colleague(("administrator",), uuid4()), Colleague(("request_officer",), uuid4())
FIVE = {
    "key": "constituent_request.resolve",
    "amount": "5",
    "count": "working",
    "reason": "A new crew",
    "seen": "0",
}


@pytest.fixture
def office(app):
    return make_office("council", "wordkeepers")


@pytest.fixture
def neighbours(app):
    return make_office("council", "others")


def promise(office, **otherwise):
    with office.open(office.member(ADMINISTRATOR, "administration")) as session:
        number = change_promises(session, {**FIVE, **otherwise})
        session.commit()
    return number


def total(office, case_id, name="resolve"):
    with office.open(office.member(OFFICER, "request_handling")) as session:
        case = case_by_id(session, case_id)
        clocks = {one.clock.name: one for one in clocks_of(session, case, workflow_of(session, case))}
        return clocks[name].deadline.total


def apply(office, number, actor):
    last, runs = None, 0
    while runs == 0 or last is not None:
        with office.open(office.system("apply_promises")) as session:
            last = apply_to_some(session, number, actor, last, size=1)
            session.commit()
        runs += 1


def applied(office):
    with office.open(office.system("apply_promises")) as session:
        rows = session.scalars(select(CaseEvent).where(CaseEvent.kind == "promises_applied"))
        return [(row.case_id, row.detail) for row in rows]


def test_a_promise_holds_for_cases_begun_after_it_and_for_open_ones_only_when_applied(office, neighbours):
    with clock.freeze(MONDAY):
        before, theirs = open_request(office).case_id, open_request(neighbours).case_id
    with clock.freeze(MONDAY + timedelta(hours=1)):
        assert promise(office) == 1
        after = open_request(office).case_id
        assert (total(office, before), total(office, after), total(neighbours, theirs)) == (10, 5, 10)
        with office.open(office.member(ADMINISTRATOR, "administration")) as session:
            shown, stay = preview_promises(session)
            assert (shown.looked, stay, shown.seen) == (2, 0, 1)
            apply_promises(session, number=1)
        apply(office, 1, ADMINISTRATOR.id)
        assert (total(office, before), total(office, after), total(neighbours, theirs)) == (5, 5, 10)
        ((case, detail),) = applied(office)
        assert case == before and detail["by"] == str(ADMINISTRATOR.id) and detail["promises"] == 1
        apply(office, 1, ADMINISTRATOR.id)
        assert len(applied(office)) == 1


def test_the_act_shows_the_old_day_and_the_new_one(office):
    with clock.freeze(MONDAY):
        case_id = open_request(office).case_id
        triage = {"key": "constituent_request.triage", "amount": "1"}
    with clock.freeze(MONDAY + timedelta(minutes=5)):
        promise(office, **triage)
        with office.open(office.member(ADMINISTRATOR, "administration")) as session:
            (moved,) = preview_promises(session)[0].moved
            assert moved.before - moved.after == timedelta(days=1)
        apply(office, 1, None)
        ((_, detail),) = applied(office)
        assert (detail["from"], detail["to"]) == (moved.before.isoformat(), moved.after.isoformat())
        with office.open(office.system("apply_promises")) as session:
            assert session.get(Case, (office.tenant.id, case_id)).due_at == moved.after


def test_what_a_level_of_service_is_promised_comes_before_the_kind_of_case(office):
    promise(office, level="Partners", amount="3")
    danger = {"key": "constituent_request.resolve.danger", "amount": "4", "count": "working", "seen": "1"}
    promise(office, **danger)
    usual, urgent = open_request(office).case_id, open_request(office, danger=True).case_id
    assert (total(office, usual), total(office, urgent)) == (10, 4)
    for case_id in (usual, urgent):
        with office.open(office.member(OFFICER, "request_handling")) as session:
            set_level(session, case_id, "Partners")
            session.commit()
        assert total(office, case_id) == 3
    with office.open(office.member(OFFICER, "request_handling")) as session:
        with pytest.raises(InvalidInput):
            set_level(session, usual, "Gold")
        set_level(session, usual, "")
        session.commit()
    assert total(office, usual) == 10


def test_a_promise_is_taken_back_by_leaving_the_length_out(office):
    promise(office)
    promise(office, amount="", seen="1")
    assert total(office, open_request(office).case_id) == 10
    with office.open(office.member(ADMINISTRATOR, "administration")) as session:
        assert [one.document for one in list_promises(session)] == [
            {"clocks": {}},
            {"clocks": {"constituent_request.resolve": {"days": 5, "count": "working"}}},
        ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "1e3"}, "amount"),
        ({"amount": "9999"}, "amount"),
        ({"count": "weeks"}, "count"),
        ({"key": "constituent_request.answer"}, "key"),
        ({"level": "x" * 41}, "level"),
        ({"level": "<b>"}, "level"),
        ({"reason": ""}, "reason"),
        ({"amount": ""}, "amount"),
    ],
)
def test_what_cannot_be_promised_is_refused_at_its_box(office, wrong, field):
    with pytest.raises(InvalidInput) as refused:
        promise(office, **wrong)
    assert field in refused.value.errors


def test_only_an_administrator_promises_and_never_over_somebody_elses_change(office):
    with office.open(office.member(OFFICER, "request_handling")) as session, pytest.raises(NotAllowed):
        change_promises(session, FIVE)
    promise(office)
    with pytest.raises(Stale):
        promise(office, amount="6")
    with office.open(office.member(ADMINISTRATOR, "administration")) as session, pytest.raises(NotFound):
        apply_promises(session, number=7)
    with office.open(office.system("apply_promises")) as session, pytest.raises(NotFound):
        apply_to_some(session, 7, None)


@pytest.mark.parametrize(
    ("days", "for_applicant", "takes"),
    [(9, True, True), (11, True, False), (9, False, False), (11, False, True)],
)
def test_no_change_takes_time_that_a_law_gives(days, for_applicant, takes):
    calendar, start = calendar_from({}), [Event(MONDAY, "start")]
    was, will = (deadline(Term(n), start, calendar, MONDAY) for n in (10, days))
    assert takes_a_right(was, will, by_law=True, for_applicant=for_applicant) is takes
    assert not takes_a_right(was, will, by_law=False, for_applicant=for_applicant)
    assert goes_past_the_law(will, was) is (days > 10)
