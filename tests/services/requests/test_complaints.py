"""A complaint: two looks by two people, none of them whoever did what it is about, and four deadlines."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casework.base import clock
from casework.base.errors import CaseworkError, InvalidInput
from casework.models import Case
from casework.packs import catalog
from casework.services.cases.find_case import lock_case
from casework.services.cases.move_case import move_case
from casework.services.cases.open_case import Opened, open_case
from tests.services.desks import Worker
from tests.services.requests.conftest import HANDLING, OFFICER, Council

FLOW = catalog().workflow("complaint")
LEAD, OTHER_LEAD = Worker(("team_lead",)), Worker(("team_lead",))
COMPLAINT = {
    "about": "delay",
    "happened": "Nobody called back CNRY-words",
    "for_other": False,
    "name": "Ada CNRY-name",
    "email": "ada@example.org",
}
ANSWER = {"finding": "partly", "answer_text": "We were late.", "remedy": "apology", "cause": "workload"}
FINAL = {"final_finding": "upheld", "final_text": "You are right."}


def complain(council: Council, **more: Any) -> Opened:
    case = uuid.uuid4()
    with council.desks.as_applicant(council.office, case, FLOW.purpose) as session:
        done = open_case(session, FLOW, COMPLAINT | more, language="en", channel="web", case_id=case)
        session.commit()
    return done


def move(council: Council, case: uuid.UUID, name: str, worker: Worker | None = OFFICER, **asked: Any) -> Case:
    """A move by a member, or by whoever complains."""
    opened = (
        council.desks.at(council.office, purpose=FLOW.purpose, worker=worker)
        if worker
        else council.desks.as_applicant(council.office, case, FLOW.purpose)
    )
    with opened as session:
        lock_case(session, case)
        move_case(session, case, name, asked=asked)
        session.commit()
        return session.scalars(select(Case).where(Case.id == case)).one()


def refused(council: Council, case: uuid.UUID, name: str, worker: Worker, **asked: Any) -> str:
    with pytest.raises(CaseworkError) as told:
        move(council, case, name, worker, **asked)
    return str(getattr(told.value, "code", "")) or repr(told.value)


def test_who_answered_does_not_take_the_second_look(council: Council) -> None:
    case = complain(council).case_id
    move(council, case, "acknowledge", LEAD)
    move(council, case, "respond", LEAD, **ANSWER)
    move(council, case, "escalate", None)
    assert "SAME_PERSON" in refused(council, case, "acknowledge_review", LEAD)
    move(council, case, "acknowledge_review", OTHER_LEAD)
    assert "SAME_PERSON" in refused(council, case, "conclude", LEAD, **FINAL)
    assert move(council, case, "conclude", OTHER_LEAD, **FINAL).outcome == "good"


def test_who_worked_on_the_matter_does_not_take_up_the_complaint(council: Council) -> None:
    about = council.report()
    council.move(about, "triage", OFFICER, priority="normal")
    case = complain(council, about_number=about.number).case_id
    assert "OWN_MATTER" in refused(council, case, "acknowledge", OFFICER)
    assert move(council, case, "acknowledge", LEAD).state == "acknowledged"


def test_a_number_that_is_none_of_ours_keeps_nobody_away(council: Council) -> None:
    case = complain(council, about_number="my neighbor’s").case_id
    assert move(council, case, "acknowledge").state == "acknowledged"


def test_only_on_the_day_it_came_is_it_settled_without_a_deadline(council: Council) -> None:
    early, late = complain(council).case_id, complain(council).case_id
    settled = move(council, early, "settle", settled_text="We called her.")
    assert (settled.state, settled.outcome, settled.due_at) == ("settled", "good", None)
    with clock.freeze(clock.now() + timedelta(days=2)):
        assert "FIRST_CONTACT_ONLY" in refused(council, late, "settle", OFFICER, settled_text="We called.")


def test_the_time_to_answer_begins_when_it_is_taken_up(council: Council) -> None:
    case = complain(council).case_id
    with council.desks.at(council.office, purpose=FLOW.purpose, worker=LEAD) as session:
        to_acknowledge = session.scalars(select(Case.due_at).where(Case.id == case)).one()
    with clock.freeze(clock.now() + timedelta(days=3)):
        to_answer = move(council, case, "acknowledge", LEAD).due_at
    assert to_acknowledge is not None and to_answer is not None
    # Five working days from now, and ten from three days later: a week apart at the least.
    assert to_answer - to_acknowledge >= timedelta(days=7)


def test_a_remedy_has_a_date_that_is_to_come(council: Council) -> None:
    case = complain(council).case_id
    move(council, case, "acknowledge")
    with pytest.raises(InvalidInput) as missing:
        move(council, case, "respond", OFFICER, **ANSWER | {"remedy": "refund"})
    assert set(missing.value.errors) == {"remedy_by"}
    late = {**ANSWER, "remedy": "action", "remedy_by": "2020-01-02"}
    assert "REMEDY_IN_THE_PAST" in refused(council, case, "respond", OFFICER, **late)


def test_what_happened_this_year_is_not_too_old(council: Council) -> None:
    case = complain(council, happened_on=clock.today("America/Los_Angeles").isoformat()).case_id
    told = {"decline_reason": "too_old", "decline_text": "Too old."}
    assert "NOT_TOO_OLD" in refused(council, case, "decline", LEAD, **told)
    assert FLOW.purpose != HANDLING  # a complaint is not read under the purpose of requests


def test_nobody_is_asked_who_left_no_way_to_answer(council: Council) -> None:
    case = complain(council, email=None).case_id
    move(council, case, "acknowledge", LEAD)
    told = refused(council, case, "ask", LEAD, question="When was it?")
    assert "NO_WAY_TO_ANSWER" in told
