"""Agreements about service: the stricter norm, by which agreement, and who is told when a day was missed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from casework.base import clock
from casework.base.errors import InvalidInput, NotAllowed, Refused
from casework.models import Case, CaseEvent, CaseParty, Letter, ServiceAgreement
from casework.services.agreements.bind_agreement import bind_open_cases
from casework.services.agreements.list_agreements import list_agreements
from casework.services.agreements.make_agreement import NewAgreement, end_agreement, make_agreement
from casework.services.cases.due import clocks_of
from casework.services.cases.find_case import case_by_id
from casework.services.cases.pin import workflow_of
from casework.services.cases.run_clocks import run_clocks
from casework.services.cases.team_board import read_board, sum_of
from casework.services.people.parties import create_person_from_party, unlink_party
from casework.services.requests.reroute import RouteWish, reroute
from tests.services.cases.conftest import Colleague, make_office
from tests.services.cases.desk_cases import open_request

MONDAY = datetime(2026, 11, 16, 18, tzinfo=UTC)  # 10 in the morning in California
OFFICER, LEAD = Colleague(("request_officer",), uuid4()), Colleague(("team_lead",), uuid4())


@pytest.fixture(scope="module")
def council(app: Any) -> Any:
    return make_office("council", "agreed")


@pytest.fixture(scope="module")
def neighbours(app: Any) -> Any:
    return make_office("council", "nextdoor")


def clocks(office: Any, case: UUID) -> Any:
    with office.open(office.member(OFFICER, "request_handling")) as session:
        found = case_by_id(session, case)
        return {one.clock.name: one for one in clocks_of(session, found, workflow_of(session, found))}


def known(office: Any, case: UUID) -> UUID:
    """Confirm who reports, as a new person."""
    with office.open(office.member(OFFICER, "request_handling")) as session:
        party = session.scalars(select(CaseParty.id).where(CaseParty.case_id == case)).first()
        person = create_person_from_party(session, party).id
        session.commit()
        return UUID(str(person))


def agree(office: Any, person: UUID, **more: Any) -> UUID:
    told: dict[str, Any] = {
        "first_hours": "",
        "done_hours": "16",
        "since": date(2026, 11, 1),
        "until": None,
    } | more
    with office.open(office.member(LEAD, "triage")) as session:
        new = NewAgreement(person, level="Partners", source="Contract of 1 November", **told)
        row = make_agreement(session, new).id
        session.commit()
    with office.open(office.system("bind_agreement")) as session:
        bind_open_cases(session, row)
        session.commit()
    return UUID(str(row))


def test_the_stricter_norm_holds_and_says_by_which_agreement(council: Any, neighbours: Any) -> None:
    with clock.freeze(MONDAY):
        case, other = open_request(council).case_id, open_request(council).case_id
        open_request(neighbours)
        usual = clocks(council, case)["resolve"].deadline.due_on
        agreement = agree(council, known(council, case))
        found = clocks(council, case)["resolve"]
        assert found.deadline.due_on < usual and found.deadline.total == 16 * 60
        assert found.agreed is not None and found.agreed.number.startswith("S-2026-")
        assert clocks(council, other)["resolve"].agreed is None
        assert clocks(council, case)["triage"].agreed is None  # it says nothing of the first answer
        with council.open(council.system("recount_deadlines")) as session:
            row = session.get(Case, (council.tenant.id, case))
            assert row.due_at is not None and row.risk_at is not None and row.risk_at < row.due_at
            told = session.scalars(select(CaseEvent).where(CaseEvent.case_id == case)).all()
        event = next(one for one in told if one.detail.get("agreement"))
        assert event.public and event.detail["from"] and event.detail["to"]
        with council.open(council.system("bind_agreement")) as session:
            bind_open_cases(session, agreement)
            assert not session.new and not session.dirty  # done twice, the second finds nothing


def test_a_laxer_agreement_changes_nothing_and_one_that_began_later_neither(council: Any) -> None:
    with clock.freeze(MONDAY):
        case = open_request(council).case_id
        agree(council, known(council, case), done_hours="2000")
        assert clocks(council, case)["resolve"].agreed is None
        later = open_request(council).case_id
        agree(council, known(council, later), since=date(2026, 11, 17))
        assert clocks(council, later)["resolve"].agreed is None


def test_who_is_not_the_holder_after_all_loses_what_was_promised(council: Any) -> None:
    with clock.freeze(MONDAY):
        case = open_request(council).case_id
        agree(council, known(council, case), first_hours="2")
        assert clocks(council, case)["triage"].agreed is not None
        with council.open(council.member(OFFICER, "request_handling")) as session:
            party = session.scalars(select(CaseParty.id).where(CaseParty.case_id == case)).first()
            unlink_party(session, party)
            session.commit()
        assert clocks(council, case)["triage"].agreed is None


def test_an_agreement_is_ended_once_and_never_changed(council: Any, neighbours: Any) -> None:
    with clock.freeze(MONDAY):
        case = open_request(council).case_id
        row = agree(council, known(council, case))
        before = clocks(council, case)["resolve"].deadline.due_on
        with council.open(council.member(LEAD, "triage")) as session, pytest.raises(IntegrityError):
            session.execute(update(ServiceAgreement).where(ServiceAgreement.id == row).values(done_hours=900))
        with council.open(council.member(LEAD, "triage")) as session:
            end_agreement(session, row)
            session.commit()
        assert clocks(council, case)["resolve"].deadline.due_on == before
        with council.open(council.member(LEAD, "triage")) as session, pytest.raises(Refused):
            end_agreement(session, row)
        with council.open(council.member(OFFICER, "triage")) as session:
            assert row in {one.id for one in list_agreements(session)}
            with pytest.raises(NotAllowed):
                end_agreement(session, row)
        with neighbours.open(neighbours.member(LEAD, "triage")) as session:
            assert list_agreements(session) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"done_hours": ""}, "first_hours"),
        ({"done_hours": "0"}, "done_hours"),
        ({"done_hours": "4.5"}, "done_hours"),
        ({"since": None}, "since"),
        ({"until": date(2026, 10, 1)}, "until"),
    ],
)
def test_an_agreement_says_what_is_wrong_with_it(council: Any, wrong: dict[str, Any], field: str) -> None:
    case = open_request(council).case_id
    person = known(council, case)
    with pytest.raises(InvalidInput) as told:
        agree(council, person, **wrong)
    assert set(told.value.sayings) == {field}


def test_another_category_gives_the_clocks_their_targets_anew_from_the_first_day(council: Any) -> None:
    with clock.freeze(MONDAY):
        case = open_request(council).case_id
        with council.open(council.member(OFFICER, "request_handling")) as session:
            reroute(session, case, RouteWish(category="streetlight"))
            session.commit()
        assert clocks(council, case)["resolve"].deadline.started_on.isoformat() == "2026-11-16"


def test_a_missed_day_is_told_to_the_owner_and_a_day_later_to_the_lead(council: Any) -> None:
    with clock.freeze(MONDAY):
        case = open_request(council).case_id
    mails = []
    for days in (3, 3, 4, 9):
        with (
            clock.freeze(MONDAY + timedelta(days=days)),
            council.open(council.system("run_clocks")) as session,
        ):
            done = run_clocks(session, case)
            session.commit()
        mails.append([one for one in done if one in ("breached", "escalated")])
    assert mails == [["breached"], [], ["escalated"], []]


def test_the_board_counts_what_the_viewer_sees(council: Any, neighbours: Any) -> None:
    with clock.freeze(MONDAY + timedelta(days=45)):
        open_request(neighbours)
        with council.open(council.member(LEAD, "triage")) as session:
            rows = read_board(session)
            whole = sum_of(rows)
            total = len(session.scalars(select(Case.id).where(Case.closed_at.is_(None))).all())
        assert whole.open == total == sum(whole.ages) and whole.ages[2] > 0
        assert whole.late > 0 and whole.unassigned == total
        with neighbours.open(neighbours.member(LEAD, "triage")) as session:
            assert sum_of(read_board(session)).open == 2
        field = Colleague(("field_worker",), uuid4())
        with council.open(council.member(field, "triage")) as session, pytest.raises(NotAllowed):
            read_board(session)


def test_letters_to_colleagues_name_no_applicant(council: Any) -> None:
    with council.open(council.system("load_demo")) as session:
        rows = session.scalars(select(Letter).where(Letter.template.like("clock_%"))).all()
        assert all(set(row.values) == {"member", "case", "clock", "due"} for row in rows)
