"""A request comes in, is read as far as each duty needs, and goes from state to state."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from casework.base.errors import InvalidInput, NotFound, Refused, Stale
from casework.models import Case, CaseEvent, CaseParty, Fact, LedgerEntry, Letter
from casework.packs import catalog
from casework.services.cases.available_moves import available_moves
from casework.services.cases.disclose_case import disclose_case
from casework.services.cases.due import clocks_of
from casework.services.cases.find_case import case_by_id, find_case
from casework.services.cases.move_case import move_case
from casework.services.cases.open_case import open_case
from casework.services.cases.pin import workflow_of
from tests.services.cases.conftest import colleague

WORKFLOW = "constituent_request"
ANSWERS = {
    "category": "pothole",
    "danger": False,
    "description": "A deep hole CNRY-matter",
    "place": {"text": "CNRY-place Elm Street 4"},
    "name": "CNRY-name Nguyễn Thị Hoa",
    "email": "cnry@example.org",
}
OFFICER, TEAM_LEAD, FIELD = colleague("request_officer"), colleague("team_lead"), colleague("field_worker")


@pytest.fixture
def answers():
    field = catalog().workflow(WORKFLOW).field("category")
    return {**ANSWERS, "category": field.options[0].value}


@pytest.fixture
def opened(lakeshore, answers):
    draft = uuid4()
    workflow = catalog().workflow(WORKFLOW)
    with lakeshore.open(lakeshore.applicant(draft, workflow.purpose)) as session:
        done = open_case(session, workflow, answers, language="vi", channel="web", case_id=draft)
        session.commit()
    return done


def at(office, member, purpose="request_handling"):
    return office.open(office.member(member, purpose))


@pytest.fixture
def sent_out(lakeshore, opened):
    """The case is with somebody of the crew."""
    with at(lakeshore, OFFICER) as session:
        case_by_id(session, opened.case_id).assignee_id = FIELD.id
        session.commit()
    return opened


def test_a_case_keeps_each_answer_under_its_class_with_parties_event_letter_and_ledger(lakeshore, opened):
    with at(lakeshore, OFFICER) as session:
        facts = {
            fact.field: fact for fact in session.scalars(select(Fact).where(Fact.case_id == opened.case_id))
        }
        assert {name: fact.label for name, fact in facts.items()} == {
            "category": "open",
            "danger": "open",
            "description": "matter",
            "place": "location",
            "name": "contact",
            "email": "contact",
        }
        party = session.scalars(select(CaseParty).where(CaseParty.case_id == opened.case_id)).one()
        assert (party.name, party.person_id) == (ANSWERS["name"], None)
        assert session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == opened.case_id)).all() == [
            "opened"
        ]
        assert (
            session.scalar(select(func.count()).select_from(Letter).where(Letter.case_id == opened.case_id))
            == 1
        )
        acts = session.scalars(select(LedgerEntry.act).where(LedgerEntry.case_id == opened.case_id)).all()
        assert acts == ["case.opened"]


def test_the_number_is_for_speech_and_the_code_has_a_hundred_bits(opened):
    assert re.fullmatch(r"[A-Z]-\d{3}-\d{3}-\d{3}", opened.number)
    assert len(re.sub(r"[^0-9A-Z]", "", opened.code)) == 20


def test_a_crew_sees_a_case_from_when_it_is_given_to_them(lakeshore, opened):
    with at(lakeshore, FIELD) as session, pytest.raises(NotFound):
        find_case(session, opened.number)
    with at(lakeshore, OFFICER) as session:
        case_by_id(session, opened.case_id).assignee_id = FIELD.id
        session.commit()
    with at(lakeshore, FIELD) as session:
        assert find_case(session, opened.number).id == opened.case_id


def test_each_duty_reads_what_it_needs_and_the_rest_is_named_as_withheld(lakeshore, sent_out, opened):
    with at(lakeshore, FIELD) as session:
        case = find_case(session, opened.number)
        view = disclose_case(session, case, workflow_of(session, case))
        assert "name" not in view.shown and view.withheld["name"].why.rule == "duty"
        assert view.value("place")["text"].startswith("CNRY-place")
        assert view.parties == ()
        session.commit()
        (entry,) = session.scalars(select(LedgerEntry).where(LedgerEntry.about == "fact"))
        assert (entry.act, entry.subjects) == ("disclosed", [opened.case_id])
        assert "place" in entry.fields and "name" not in entry.fields
    with at(lakeshore, OFFICER) as session:
        case = find_case(session, opened.number)
        assert disclose_case(session, case, workflow_of(session, case)).value("name") == ANSWERS["name"]


def test_another_tenants_case_is_not_there(northport, opened):
    clerk = colleague("title_clerk")
    with northport.open(northport.member(clerk, "triage")) as session:
        with pytest.raises(NotFound):
            find_case(session, opened.number)
        with pytest.raises(NotFound):
            case_by_id(session, opened.case_id)


def test_moves_say_who_can_and_a_foreign_duty_is_refused(lakeshore, sent_out, opened):
    with at(lakeshore, FIELD) as session:
        case = find_case(session, opened.number)
        verdicts = {p.move.name: p for p in available_moves(session, case, workflow_of(session, case))}
        assert not verdicts["triage"].ok and verdicts["triage"].who == ("dispatcher",)
        with pytest.raises(Refused):
            move_case(session, case.id, "triage", asked={"priority": "normal"})


def test_a_move_stores_what_was_asked_and_goes_on_the_ledger(lakeshore, opened):
    with at(lakeshore, OFFICER) as session:
        priority = catalog().workflow(WORKFLOW).move("triage").asks[0].options[0].value
        case = find_case(session, opened.number)
        move_case(session, case.id, "triage", version=case.version, asked={"priority": priority})
        session.commit()
        assert case.state == "triaged"
        fact = session.scalars(select(Fact).where(Fact.case_id == case.id, Fact.field == "priority")).one()
        assert fact.value == priority


def test_a_move_from_a_stale_page_is_refused_and_changes_nothing(lakeshore, opened):
    with at(lakeshore, OFFICER) as session:
        case = find_case(session, opened.number)
        move_case(session, case.id, "withdraw", version=case.version)
        with pytest.raises(Stale):
            move_case(session, case.id, "withdraw", version=1)


def test_a_move_without_what_it_asks_names_the_field(lakeshore, opened):
    with at(lakeshore, OFFICER) as session, pytest.raises(InvalidInput) as wrong:
        move_case(session, find_case(session, opened.number).id, "triage")
    assert list(wrong.value.errors) == ["priority"]


def test_closing_gives_every_fact_its_purge_date_even_those_the_mover_cannot_read(lakeshore, opened):
    with at(lakeshore, OFFICER) as session:
        move_case(session, opened.case_id, "withdraw")
        session.commit()
        rows = session.scalars(select(Fact).where(Fact.case_id == opened.case_id)).all()
        assert rows and all(fact.purge_on is not None for fact in rows if fact.keep != "permanent")


def test_answers_that_cannot_be_taken_are_named_and_nothing_is_stored(lakeshore, answers):
    draft = uuid4()
    workflow = catalog().workflow(WORKFLOW)
    with lakeshore.open(lakeshore.applicant(draft, workflow.purpose)) as session:
        with pytest.raises(InvalidInput) as wrong:
            open_case(
                session,
                workflow,
                {"category": "no-such", "x": 1},
                language="en",
                channel="web",
                case_id=draft,
            )
        assert {"category", "description", "place", "x"} <= set(wrong.value.errors)
        assert session.scalars(select(Case).where(Case.id == draft)).all() == []


def test_a_question_stops_the_clock_and_the_answer_starts_it_again(lakeshore, opened):
    with at(lakeshore, OFFICER) as session:
        case = find_case(session, opened.number)
        workflow = workflow_of(session, case)
        due = case.due_at
        assert due is not None and due > case.opened_at
        move_case(
            session, case.id, "triage", asked={"priority": workflow.move("triage").asks[0].options[0].value}
        )
        move_case(session, case.id, "ask", asked={"question": "Which side of the street?"})
        assert any(running.deadline.projected for running in clocks_of(session, case, workflow))
        move_case(session, case.id, "answer")
        assert not any(running.deadline.projected for running in clocks_of(session, case, workflow))
