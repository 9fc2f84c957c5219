"""By when all of it is to be done: one day, told alike to whoever asked, to everybody and to programs."""

from datetime import datetime, timedelta

from sqlalchemy import select

from casework.base import clock
from casework.models import Case, CaseEvent
from casework.services.cases.due import clocks_of
from casework.services.cases.find_case import case_by_id
from casework.services.cases.move_case import move_case
from casework.services.cases.read_desk_case import read_desk_case
from casework.services.cases.when_due import decision_due
from casework.services.deadlines.happened import RECOUNTED
from casework.services.deadlines.notes import Note
from casework.services.deadlines.recount import recount_some
from casework.services.deadlines.running import decided_by
from casework.services.requests.public_list import public_request
from casework.web.clock_notes import noted
from casework.web.explained import explained
from tests.services.desks import Worker
from tests.services.requests.conftest import HANDLING, OFFICER, Council
from tests.services.requests.test_complaints import ANSWER, FLOW, complain, move
from tests.services.requests.test_public_face import seen

LEAD, OTHER_LEAD = Worker(("team_lead",)), Worker(("team_lead",))
STANDS = {"question": "Which lamp?"}


def days(council: Council, case_id: object) -> tuple[datetime | None, datetime | None, str]:
    """What is due first, by when all of it is planned, and which clock says that."""
    with council.desks.all_seeing(council.office) as session:
        case = session.scalars(select(Case).where(Case.id == case_id)).one()
        chosen = decided_by(clocks_of(session, case, council.flow))
        return case.due_at, case.planned_at, chosen.clock.name if chosen else ""


def test_a_first_look_is_due_before_the_day_that_everybody_is_told(council: Council) -> None:
    done = council.report()
    first, planned, clock_name = days(council, done.case_id)
    assert clock_name == "resolve" and first is not None and planned is not None
    assert planned - first > timedelta(days=7), "two working days, and ten"
    assert seen(council, done.number).row.due_at == planned
    with council.desks.as_applicant(council.office, done.case_id, council.flow.purpose) as session:
        told = decision_due(session, case_by_id(session, done.case_id), council.flow)
        assert told is not None and told.deadline.due_at == planned
    council.move(done, "triage", priority="normal")
    assert days(council, done.case_id)[1] == seen(council, done.number).row.due_at == planned


def test_while_somebody_is_asked_no_day_is_promised(council: Council) -> None:
    done = council.report()
    council.move(done, "triage", priority="normal")
    council.move(done, "ask", **STANDS)
    assert days(council, done.case_id)[1] is None and seen(council, done.number).row.due_at is None


def test_what_is_done_late_is_late_no_more(council: Council) -> None:
    done = council.report()
    council.move(done, "triage", priority="normal")
    with clock.freeze(clock.now() + timedelta(days=40)):
        council.move(done, "start")
        council.move(done, "resolve", outcome="fixed", public_message="Filled.")
        assert days(council, done.case_id)[2] == ""


def test_what_was_not_done_after_all_gets_days_anew_and_everybody_reads_that_it_is_open(
    council: Council,
) -> None:
    done = council.report()
    council.move(done, "triage", priority="normal")
    council.move(done, "start")
    council.move(done, "resolve", outcome="fixed", public_message="Filled.")
    assert seen(council, done.number).row.outcome == "fixed"
    with clock.freeze(clock.now() + timedelta(days=12)) as later:
        with council.desks.as_applicant(council.office, done.case_id, council.flow.purpose) as session:
            move_case(session, done.case_id, "reopen", asked={"still_wrong": "It is back."})
            session.commit()
        first, planned, clock_name = days(council, done.case_id)
        row = seen(council, done.number).row
        with council.desks.at(council.office, purpose=HANDLING, worker=OFFICER) as session:
            shown = read_desk_case(session, case_by_id(session, done.case_id), council.flow).clocks
            session.commit()
    assert next(one for one in shown if one.clock.name == "resolve").due_at == planned, "at the desk too"
    assert clock_name == "resolve" and planned is not None and planned > later + timedelta(days=12)
    assert first == planned and row.due_at == planned
    assert (row.outcome, row.message, row.closed_at) == (None, None, None)


def test_after_an_answer_the_day_of_the_second_look_is_told(council: Council) -> None:
    case_id = complain(council).case_id
    with council.desks.at(council.office, purpose=FLOW.purpose, worker=LEAD) as session:
        told = decision_due(session, case_by_id(session, case_id), FLOW)
        assert told is not None and told.clock.name == "whole"
    move(council, case_id, "acknowledge", LEAD)
    move(council, case_id, "respond", LEAD, **ANSWER)
    move(council, case_id, "escalate", None)
    move(council, case_id, "acknowledge_review", OTHER_LEAD)
    with council.desks.at(council.office, purpose=FLOW.purpose, worker=OTHER_LEAD) as session:
        case = case_by_id(session, case_id)
        told = decision_due(session, case, FLOW)
        assert told is not None and told.clock.name == "review"
        assert case.planned_at == told.deadline.due_at


def test_counting_anew_finds_the_day_and_the_public_face_follows(council: Council) -> None:
    done = council.report()
    planned = days(council, done.case_id)[1]
    with council.desks.all_seeing(council.office) as session:
        case_by_id(session, done.case_id).planned_at = None
        session.commit()
    assert seen(council, done.number).row.due_at is None
    with council.desks.all_seeing(council.office) as session:
        recount_some(session)
        session.commit()
    with council.visiting() as session:
        assert public_request(session, done.number).row.due_at == planned


def test_a_late_holiday_before_the_day_is_told_for_the_clock_that_it_moves(council: Council) -> None:
    done = council.report()
    first, planned, _ = days(council, done.case_id)
    assert first is not None and planned is not None
    with council.desks.all_seeing(council.office) as session:
        case = case_by_id(session, done.case_id)
        case.planned_at = planned - timedelta(days=1)  # as if the day before had been worked
        session.commit()
    with council.desks.all_seeing(council.office) as session:
        recount_some(session)
        session.commit()
    with council.desks.all_seeing(council.office) as session:
        event = session.scalars(
            select(CaseEvent).where(CaseEvent.case_id == done.case_id, CaseEvent.kind == RECOUNTED)
        ).one()
        note = Note(event.at, event.kind, event.detail)
        by_name = {one.name: one for one in council.flow.clocks}
        with council.desks.app.test_request_context():
            assert list(noted(by_name["triage"], note)) == []
            (said,) = noted(by_name["resolve"], note)
        assert "calendar changed" in said


def test_a_time_that_no_law_sets_is_told_as_our_promise(council: Council) -> None:
    done = council.report()
    with council.desks.all_seeing(council.office) as session:
        clocks = clocks_of(session, case_by_id(session, done.case_id), council.flow)
        with council.desks.app.test_request_context():
            said = {one.name: one.sentence for one in explained(clocks, ())}
    assert "the office promises it" in said["resolve"] and "Convention" not in " ".join(said.values())


def test_a_time_that_was_the_applicants_ends_and_nobody_is_late(council: Council) -> None:
    done = council.report()
    council.move(done, "triage", priority="normal")
    council.move(done, "start")
    council.move(done, "resolve", outcome="fixed", public_message="Filled.")
    with clock.freeze(clock.now() + timedelta(days=20)), council.desks.all_seeing(council.office) as session:
        clocks = clocks_of(session, case_by_id(session, done.case_id), council.flow)
        with council.desks.app.test_request_context():
            told = {one.name: one for one in explained(clocks, ())}
    assert told["reopen"].tone == "idle" and ": ended " in told["reopen"].heading
