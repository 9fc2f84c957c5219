"""Classes of people: their cases have the level by themselves, an officer overrides it on record, and the class is
told to nobody who reads the case."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from casework.base import clock
from casework.base.errors import InvalidInput, NotAllowed, NotFound, Refused
from casework.models import CaseEvent, CaseParty, LedgerEntry, PersonClass
from casework.services.agreements.bind_agreement import bind_person, renew_agreement
from casework.services.cases.due import clocks_of
from casework.services.cases.find_case import case_by_id
from casework.services.cases.pin import workflow_of
from casework.services.deadlines.set_level import set_level
from casework.services.people.parties import create_person_from_party, link_party
from casework.services.people.person_classes import classes_of, end_class, say_class
from tests.services.cases.conftest import Colleague, make_office
from tests.services.cases.desk_cases import open_request

MONDAY = datetime(2026, 11, 16, 18, tzinfo=UTC)  # 10 in the morning in California
FIRST = date(2026, 11, 1)
OFFICER, LEAD = Colleague(("request_officer",), uuid4()), Colleague(("team_lead",), uuid4())
FIELD = Colleague(("field_worker",), uuid4())


@pytest.fixture(scope="module")
def council(app: Any) -> Any:
    return make_office("council", "served")


@pytest.fixture(scope="module")
def neighbours(app: Any) -> Any:
    return make_office("council", "serveddoor")


@pytest.fixture(autouse=True)
def monday() -> Any:
    with clock.freeze(MONDAY):
        yield


def handling(office: Any, who: Colleague = OFFICER) -> Any:
    return office.open(office.member(who, "request_handling"))


def clocks(office: Any, case: UUID) -> Any:
    with handling(office) as session:
        found = case_by_id(session, case)
        return {one.clock.name: one for one in clocks_of(session, found, workflow_of(session, found))}


def known(office: Any, case: UUID, person: UUID | None = None) -> UUID:
    """Confirm who reports: a new person, or one who is on record."""
    with handling(office) as session:
        party = session.scalars(select(CaseParty.id).where(CaseParty.case_id == case)).one()
        if person is None:
            person = create_person_from_party(session, party).id
        else:
            link_party(session, party, person)
        session.commit()
        return UUID(str(person))


def said(office: Any, person: UUID, code: str = "vulnerable", since: date | None = FIRST) -> UUID:
    """Say it of a person, and let the worker bring it to their cases."""
    with handling(office) as session:
        say_class(session, person, code, since, "CNRY-told on the phone")
        row = session.scalars(
            select(PersonClass.id).where(PersonClass.person_id == person, PersonClass.code == code)
        ).one()
        session.commit()
    with office.open(office.system("bind_agreement")) as session:
        bind_person(session, person)
        session.commit()
    return UUID(str(row))


def events(office: Any, case: UUID) -> list[CaseEvent]:
    with office.open(office.system("recount_deadlines")) as session:
        return list(session.scalars(select(CaseEvent).where(CaseEvent.case_id == case)))


def test_cases_of_somebody_of_a_class_have_its_level_by_themselves(council: Any, neighbours: Any) -> None:
    first, other = open_request(council).case_id, open_request(council).case_id
    usual = clocks(council, first)["resolve"].deadline.due_on
    person = known(council, first)
    said(council, person)  # its open case gets it by the worker
    found = clocks(council, first)
    assert found["resolve"].deadline.due_on < usual and found["resolve"].deadline.total == 24 * 60
    assert found["triage"].agreed.by_class and found["triage"].agreed.level == "Particular care"
    later = open_request(council).case_id
    assert clocks(council, later)["resolve"].agreed is None  # nobody knows yet whose it is
    known(council, later, person)  # and one that is found to be theirs, at once
    assert clocks(council, later)["resolve"].agreed is not None
    assert clocks(council, other)["resolve"].agreed is None
    noted = [one for one in events(council, first) if one.detail and one.detail.get("agreement")]
    assert len(noted) == 1 and noted[0].public and noted[0].detail["from"] > noted[0].detail["to"]
    assert "vulnerable" not in str(noted[0].detail) and "CNRY" not in str(noted[0].detail)
    with neighbours.open(neighbours.member(LEAD, "request_handling")) as session:
        assert classes_of(session, person) == []


def test_an_officer_chooses_otherwise_on_record_and_goes_back_to_what_is_on_record(council: Any) -> None:
    case = open_request(council).case_id
    usual = clocks(council, case)["resolve"].deadline.due_on
    person = known(council, case)
    said(council, person)
    with handling(council) as session:
        set_level(session, case, "")
        session.commit()
    assert clocks(council, case)["resolve"].deadline.due_on == usual
    said(council, person, "councillor")  # does not take back what an officer chose
    assert clocks(council, case)["resolve"].deadline.due_on == usual
    with handling(council) as session:
        renew_agreement(session, case, as_recorded=True)
        session.commit()
    assert clocks(council, case)["resolve"].agreed.level == "Particular care"  # the soonest of both
    with council.open(council.member(LEAD, "triage")) as session:
        told = session.scalars(select(LedgerEntry.act).where(LedgerEntry.case_id == case)).all()
    assert "case.level" in told and told.count("case.agreement") == 2


def test_what_ended_or_began_later_counts_for_no_case_that_begins_then(council: Any) -> None:
    case = open_request(council).case_id
    person = known(council, case)
    row = said(council, person, since=date(2026, 11, 16))
    assert clocks(council, case)["resolve"].agreed is not None
    with handling(council) as session:
        end_class(session, person, row)
        session.commit()
    later = open_request(council).case_id
    known(council, later, person)
    assert clocks(council, later)["resolve"].agreed is None
    with handling(council) as session:
        assert classes_of(session, person) == []
        with pytest.raises(Refused) as told:
            end_class(session, person, row)
        assert told.value.code == "ENDED_BEFORE"
        with pytest.raises(NotFound):
            end_class(session, uuid4(), row)
    with handling(council) as session, pytest.raises(IntegrityError):
        session.execute(update(PersonClass).where(PersonClass.id == row).values(until=None))


@pytest.mark.parametrize(
    ("code", "since", "reason", "field"),
    [
        ("royal", FIRST, "Why", "code"),
        ("vulnerable", None, "Why", "since"),
        ("vulnerable", date(2027, 1, 1), "Why", "since"),
        ("vulnerable", FIRST, " ", "reason"),
        ("vulnerable", FIRST, "x" * 301, "reason"),
        ("councillor", FIRST, "Again", "code"),
    ],
)
def test_what_is_said_wrong_of_somebody_is_told(
    council: Any, code: str, since: date | None, reason: str, field: str
) -> None:
    person = known(council, open_request(council).case_id)
    said(council, person, "councillor")
    with handling(council) as session, pytest.raises(InvalidInput) as told:
        say_class(session, person, code, since, reason)
    assert set(told.value.sayings) == {field}


def test_who_may_not_read_contacts_reads_no_class_and_says_none(council: Any) -> None:
    person = known(council, open_request(council).case_id)
    said(council, person)
    with council.open(council.member(FIELD, "triage")) as session:
        assert classes_of(session, person) == []
        with pytest.raises(NotAllowed):
            say_class(session, person, "councillor", FIRST, "Why")
