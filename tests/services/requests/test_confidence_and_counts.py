"""Who reports in confidence is known to few; counts tell on nobody; who told us is asked whether it is done."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from casework.base import clock
from casework.base.errors import NotFound
from casework.domain.suppression import TOTAL
from casework.models import CaseEvent, CaseParty, Fact, Letter, PublicRequest
from casework.services.cases.find_case import find_case
from casework.services.cases.move_case import move_case
from casework.services.cases.pin import workflow_of
from casework.services.mail.write_letter import _applicants_address
from casework.services.requests.ask_if_fixed import ask_if_fixed
from casework.services.requests.count_month import count_months, months_counted, read_month
from tests.services.desks import Desks, Worker
from tests.services.requests.conftest import HANDLING, OFFICER, Council, a_council

LEAD = Worker(("team_lead",))
KEPT = ("kept_name", "kept_email")


def facts(session, case):
    rows = session.execute(select(Fact.id, Fact.case_id, Fact.field, Fact.value).where(Fact.case_id == case))
    return {row.field: row.value for row in rows}


def test_who_reports_in_confidence_is_seen_by_the_head_of_the_team_and_by_nobody_else(
    council: Council,
) -> None:
    done = council.report(confidential=True)
    with council.desks.at(council.office, purpose=HANDLING, worker=OFFICER) as session:
        seen = facts(session, done.case_id)
        assert "CNRY-name" not in str(seen)
        assert not set(seen) & {"name", "email", *KEPT}
        parties = session.scalars(select(CaseParty.id).where(CaseParty.case_id == done.case_id)).all()
        assert len(parties) <= 1
    with council.desks.at(council.office, purpose=HANDLING, worker=LEAD) as session:
        seen = facts(session, done.case_id)
        assert seen["kept_name"] == "Ada CNRY-name"
        assert seen["kept_email"] == "ada@example.org"


def test_mail_still_reaches_who_reports_in_confidence(council: Council) -> None:
    done = council.report(confidential=True)
    with council.desks._open(council.office, council.office.system("send_letter")) as session:
        case = find_case(session, done.number)
        assert _applicants_address(session, case.id, workflow_of(session, case)) == "ada@example.org"
    open_one = council.report(confidential=False)
    with council.desks.at(council.office, purpose=HANDLING, worker=OFFICER) as session:
        assert facts(session, open_one.case_id)["name"] == "Ada CNRY-name"


def resolved(council: Council, **more):
    done = council.report(**more)
    for move, asked in (("triage", {"priority": "soon"}), ("start", {})):
        council.move(done, move, **asked)
    council.move(done, "resolve", outcome="fixed", public_message="Done.")
    return done


def test_some_days_after_it_was_called_done_the_person_is_asked_once_and_a_no_opens_it_again(
    council: Council,
) -> None:
    done = resolved(council)
    system = council.office.system("ask_if_fixed")

    def asked() -> int:
        with council.desks._open(council.office, system) as session:
            ask_if_fixed(session)
            session.commit()
        with council.desks.all_seeing(council.office) as session:
            wanted = select(Letter.id).where(Letter.case_id == done.case_id, Letter.template == "is_it_fixed")
            return len(session.scalars(wanted).all())

    assert asked() == 0
    with clock.freeze(clock.now() + timedelta(days=6)):
        assert asked() == 1
        assert asked() == 1
        with council.desks.as_applicant(council.office, done.case_id, HANDLING) as session:
            move_case(session, done.case_id, "reopen", asked={"still_wrong": "The hole is back."})
            session.commit()
    with council.visiting() as session:
        row = session.scalar(select(PublicRequest).where(PublicRequest.case_id == done.case_id))
        assert row is not None
        assert row.closed_at is None
        assert "hole is back" not in str(row.message)
    with council.desks.at(council.office, purpose=HANDLING, worker=OFFICER) as session:
        assert facts(session, done.case_id)["still_wrong"] == "The hole is back."
        kinds = session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == done.case_id)).all()
        assert "asked_if_fixed" in kinds


def test_a_month_is_counted_once_when_it_is_over_with_small_numbers_left_out(
    registers_app, settings, council: Council
) -> None:
    town = a_council(Desks(registers_app, settings))
    with clock.at(clock.now() - timedelta(days=62)) as then:
        for category, number in (("pothole", 7), ("tree", 2), ("graffiti", 6)):
            for _ in range(number):
                town.report(category=category)
        for _ in range(6):
            town.report(category="graffiti", place={"text": "Quay Street 4"})
    month = then.date().replace(day=1)
    system = town.office.system("count_requests")
    with town.desks._open(town.office, system) as session:
        assert month in count_months(session)
        session.commit()
    with town.desks._open(town.office, system) as session:
        assert count_months(session) == []
    with town.visiting() as session:
        assert month in months_counted(session)
        told = read_month(session, month)
        with pytest.raises(NotFound):
            read_month(session, date(2001, 1, 1))
    assert told.cells["tree", "north"] is None
    assert told.cells["tree", TOTAL] is None
    assert sum(number is None for number in told.cells.values()) >= 4
    assert told.cells[TOTAL, TOTAL] == 21
    with council.visiting() as session:
        assert months_counted(session) == []
