"""A clock that runs out acts by itself: once, in its own tenant, and not while the case stands."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from casework.base import clock
from casework.models import Case, CaseEvent, Letter
from casework.services.cases.move_case import move_case
from casework.services.cases.run_clocks import cases_to_look_at, run_clocks
from tests.services.cases.conftest import Colleague, make_office
from tests.services.cases.transfers import open_transfer

EXAMINER = Colleague(("title_examiner",), uuid4())


@pytest.fixture
def office(app):
    return make_office("motor_vehicle_agency", "clockside")


@pytest.fixture
def neighbours(app):
    return make_office("motor_vehicle_agency", "otherside")


def asked(office):
    """A case that waits for its applicant."""
    opened = open_transfer(office)
    for move, said in (
        ("take", None),
        ("ask", {"question": "Which day was it?", "papers": ["lien_release"]}),
    ):
        with office.open(office.member(EXAMINER, "title_transfer")) as session:
            move_case(session, opened.case_id, move, asked=said)
            session.commit()
    return opened.case_id


def later(days):
    return clock.freeze(clock.now() + timedelta(days=days))


def tick(office):
    """What the job does, each case in a session of its own."""
    with office.open(office.system("run_clocks")) as session:
        waiting = cases_to_look_at(session)
    done = []
    for case_id in waiting:
        with office.open(office.system("run_clocks")) as session:
            done += run_clocks(session, case_id)
            session.commit()
    return done


def events(office, case_id):
    with office.open(office.member(EXAMINER, "title_transfer")) as session:
        rows = session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq))
        return [(row.kind, row.move, row.actor_kind) for row in rows]


def test_the_applicant_is_reminded_once_and_then_the_case_expires_once(office, neighbours):
    ours, theirs = asked(office), asked(neighbours)
    assert tick(office) == []
    with later(21):
        assert tick(office) == ["reminded"]
        assert tick(office) == []
    with later(32):
        assert tick(office) == ["expire"]
        assert tick(office) == []
    told = events(office, ours)
    assert told[-2:] == [("reminded", None, "system"), ("moved", "expire", "system")]
    assert ("moved", "expire", "system") not in events(neighbours, theirs)
    with office.open(office.system("load_demo")) as session:
        letters = session.scalars(select(Letter.template).where(Letter.case_id == ours)).all()
        assert letters.count("reminder") == 1 and letters.count("expired") == 1


def test_a_case_on_hold_or_with_the_office_never_runs_out(office):
    case_id = asked(office)
    with office.open(office.member(EXAMINER, "title_transfer")) as session:
        move_case(session, case_id, "answer")
        session.commit()
    with later(90):
        assert tick(office) == ["breached", "escalated"]
        assert tick(office) == []
    with office.open(office.member(EXAMINER, "title_transfer")) as session:
        move_case(session, case_id, "hold", asked={"hold_reason": "A court has the title"})
        session.commit()
    with later(300):
        assert tick(office) == []
        with office.open(office.system("load_demo")) as session:
            assert session.get(Case, (office.tenant.id, case_id)).state == "on_hold"


def test_a_second_question_has_a_time_and_a_reminder_of_its_own(office):
    case_id = asked(office)
    with later(21):
        assert tick(office) == ["reminded"]
        for move, said in (("answer", None), ("ask", {"question": "And the price?"})):
            with office.open(office.member(EXAMINER, "title_transfer")) as session:
                move_case(session, case_id, move, asked=said)
                session.commit()
        assert tick(office) == []
        with later(21):
            assert tick(office) == ["reminded"]
        with later(29):
            assert tick(office) == []
        with later(31):
            assert tick(office) == ["expire"]


def test_a_job_that_comes_late_finds_nothing_to_do(office):
    case_id = asked(office)
    with office.open(office.system("run_clocks")) as session:
        assert run_clocks(session, case_id) == []
