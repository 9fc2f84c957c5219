"""Whoever has a case is told by mail when its applicant says that it is not done, or writes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.base import clock
from casework.models import Case, CaseEvent, Letter
from casework.packs import catalog
from casework.services.cases.find_case import lock_case
from casework.services.cases.move_case import move_case
from casework.services.cases.run_clocks import run_clocks
from casework.services.cases.tell_handler import REOPENED, WROTE, have_handler_told
from casework.services.tracking.write_message import write_message
from casework.services.units.keep_units import add_unit, change_unit
from tests.services.cases.conftest import make_office
from tests.services.cases.desk_cases import REQUEST, open_request, work_here

DONE = {"outcome": "fixed", "public_message": "Filled."}
WAY = (("triage", {"priority": "normal"}), ("start", {}), ("resolve", DONE))


@pytest.fixture
def office(app):
    return make_office("council", "hearers")


@pytest.fixture
def officer(office, settings):
    return work_here(settings, office, "request_officer")


def done_by(office, officer):
    """A request that this officer has and called done."""
    case_id = open_request(office, name="Hoa CNRY-name").case_id
    with office.open(office.system("load_demo")) as session:
        session.scalars(select(Case).where(Case.id == case_id)).one().assignee_id = officer.id
        session.commit()
    for name, asked in WAY:
        with office.open(office.member(officer, "request_handling")) as session:
            move_case(session, case_id, name, asked=asked)
            session.commit()
    return case_id


def as_applicant(office, case_id, act, told=True):
    """What the applicant does; and the job that it leaves."""
    with office.open(office.applicant(case_id, "request_handling")) as session:
        act(session)
        session.flush()
        last = select(CaseEvent.id).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq.desc())
        event = session.scalar(last.limit(1))
        session.commit()
    if told:
        with office.open(office.system("run_clocks")) as session:
            run_clocks(session, case_id, heard=event)
            session.commit()


def reopen(case_id):
    return lambda session: move_case(session, case_id, "reopen", asked={"still_wrong": "Still CNRY-deep."})


def write(case_id):
    return lambda session: write_message(
        session, lock_case(session, case_id), "When? CNRY-words", language="en"
    )


def notices(office):
    with office.open(office.system("send_letter")) as session:
        rows = session.scalars(select(Letter).where(Letter.template.in_((REOPENED, WROTE))))
        return [(row.template, row.values["member"]) for row in rows]


def test_a_citizen_who_says_it_is_not_done_reaches_who_has_it(office, officer):
    case_id = done_by(office, officer)
    as_applicant(office, case_id, reopen(case_id))
    assert notices(office) == [(REOPENED, str(officer.id))]


def test_where_nobody_has_it_those_of_the_unit_are_told_whose_work_it_is(office, officer, settings):
    with office.open(
        office.member(work_here(settings, office, "administrator"), "administration")
    ) as session:
        roads = add_unit(session, "Roads")
        change_unit(session, roads, "Roads", [REQUEST], [catalog().workflow(REQUEST)])
        session.commit()
    crew = work_here(settings, office, "field_worker", units=(roads,))
    work_here(settings, office, "field_worker")
    work_here(settings, office, "request_officer", units=(roads,))
    case_id = done_by(office, officer)
    with office.open(office.system("load_demo")) as session:
        session.scalars(select(Case).where(Case.id == case_id)).one().assignee_id = None
        session.commit()
    as_applicant(office, case_id, reopen(case_id))
    assert [member for _, member in notices(office)] == [str(crew.id)]


def test_whoever_writes_line_by_line_is_told_of_once_an_hour(office, officer):
    case_id = done_by(office, officer)
    for _ in range(3):
        as_applicant(office, case_id, write(case_id))
    assert [template for template, _ in notices(office)] == [WROTE]
    with clock.freeze(clock.now() + timedelta(minutes=61)):
        as_applicant(office, case_id, write(case_id))
    assert [template for template, _ in notices(office)] == [WROTE, WROTE]


def test_nobody_is_mailed_of_what_a_colleague_did_or_of_history(office, officer):
    case_id = done_by(office, officer)
    with office.open(office.member(officer, "request_handling")) as session:
        event = move_case(session, case_id, "reopen")
        assert have_handler_told(session, case_id, event) is None
        session.commit()
    assert notices(office) == []
