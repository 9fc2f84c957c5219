"""What is promised and what the law allows: by kind of case, with its first word, extended with a reason, told once."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from casework.base import clock
from casework.base.errors import InvalidInput, NotAllowed, NotFound, Refused
from casework.models import Case, CaseEvent, Letter
from casework.packs import catalog
from casework.services.cases.due import clocks_of
from casework.services.cases.find_case import case_by_id
from casework.services.cases.move_case import move_case
from casework.services.cases.open_case import open_case
from casework.services.cases.pin import workflow_of
from casework.services.cases.run_clocks import cases_to_look_at, run_clocks
from casework.services.cases.send_message import send_message
from casework.services.deadlines.extend_clock import Extension, extend_clock
from casework.services.deadlines.happened import happened_to
from casework.services.deadlines.notes import notes_of
from tests.services.cases.conftest import Colleague, make_office
from tests.services.cases.desk_cases import open_request

MONDAY = datetime(2026, 11, 16, 18, tzinfo=UTC)  # 10 in the morning in California
OFFICER = Colleague(("request_officer",), uuid4())


@pytest.fixture
def council(app):
    return make_office("council", "promiseville")


@pytest.fixture
def neighbours(app):
    return make_office("council", "elsewhere")


def clocks(office, case_id, purpose="request_handling"):
    with office.open(office.member(OFFICER, purpose)) as session:
        case = case_by_id(session, case_id)
        return {one.clock.name: one for one in clocks_of(session, case, workflow_of(session, case))}


def tick(office):
    with office.open(office.system("run_clocks")) as session:
        waiting = cases_to_look_at(session)
    done = []
    for case_id in waiting:
        with office.open(office.system("run_clocks")) as session:
            done += run_clocks(session, case_id)
            session.commit()
    return done


def extend(office, case_id, by=5, clock_name="resolve", reason="The part comes from abroad", by_law=0):
    with office.open(office.member(OFFICER, "request_handling")) as session:
        extend_clock(session, case_id, Extension(clock_name, by, by_law, reason))
        session.commit()


def test_what_is_dangerous_has_another_target_and_nobody_reads_the_answers_for_it(council, neighbours):
    with clock.freeze(MONDAY):
        usual = open_request(council).case_id
        danger = open_request(council, danger=True).case_id
        open_request(neighbours, danger=True)
        assert clocks(council, usual)["resolve"].deadline.total == 10
        urgent = clocks(council, danger)
        assert (urgent["resolve"].deadline.total, urgent["triage"].deadline.total) == (2, 120)
        assert urgent["triage"].deadline.due_at == MONDAY + timedelta(hours=2)
        with council.open(council.system("recount_deadlines")) as session:
            assert session.get(Case, (council.tenant.id, danger)).due_at == MONDAY + timedelta(hours=2)


def test_the_first_word_to_the_applicant_ends_one_clock_and_starts_another_anew(council):
    with clock.freeze(MONDAY):
        case_id = open_request(council).case_id
    with clock.freeze(MONDAY + timedelta(days=1)):
        with council.open(council.member(OFFICER, "request_handling")) as session:
            send_message(session, case_id, "We look at it tomorrow.")
            session.commit()
        now = clocks(council, case_id)
    assert now["triage"].deadline.met and not now["resolve"].deadline.ended
    assert now["update"].deadline.started_on.isoformat() == "2026-11-17"
    assert now["resolve"].deadline.started_on.isoformat() == "2026-11-16"


def test_near_and_past_are_told_once_even_when_the_worker_was_away(council, neighbours):
    with clock.freeze(MONDAY):
        case_id = open_request(council).case_id
        open_request(neighbours)
        assert tick(council) == []
    with clock.freeze(MONDAY + timedelta(days=2, hours=8)):
        assert tick(council) == [
            "breached"
        ]  # of the first word; that it came near was missed and is not told now
        assert tick(council) == []
    with clock.freeze(MONDAY + timedelta(days=14)):
        assert tick(council) == ["escalated", "at_risk"]
        assert tick(council) == []
    with clock.freeze(MONDAY + timedelta(days=21)):
        assert tick(council) == ["breached", "escalated", "at_risk"]
    with clock.freeze(MONDAY + timedelta(days=60)):
        assert tick(council) == ["breached", "escalated"]
        assert tick(council) == []
        with council.open(council.system("recount_deadlines")) as session:
            rows = session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id)).all()
            told = [(row.kind, row.detail["clock"]) for row in rows if row.kind in ("at_risk", "breached")]
            assert len(told) == len(set(told)) == 5
            assert not any(row.public for row in rows if row.kind in ("at_risk", "breached"))
            assert session.get(Case, (council.tenant.id, case_id)).look_at is None


def test_an_extension_moves_the_day_and_the_applicant_reads_why(council):
    with clock.freeze(MONDAY):
        case_id = open_request(council).case_id
        before = clocks(council, case_id)["resolve"].deadline.due_on
        extend(council, case_id)
        after = clocks(council, case_id)["resolve"].deadline
        assert (before.isoformat(), after.due_on.isoformat(), after.total) == ("2026-12-02", "2026-12-09", 15)
        with council.open(council.applicant(case_id, "request_handling")) as session:
            happened = happened_to(session, [case_id])[case_id]
            (note,) = notes_of(session, case_id, happened)
            assert note.reason == "The part comes from abroad"
            session.commit()
        with council.open(council.system("load_demo")) as session:
            letters = session.scalars(select(Letter.template).where(Letter.case_id == case_id)).all()
            assert letters.count("message") == 1
        extend(council, case_id)
        with pytest.raises(Refused):
            extend(council, case_id, by=1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"by": 0}, "by"), ({"by": 11}, "by"), ({"by_law": 1}, "by_law"), ({"reason": " "}, "reason")],
)
def test_an_extension_keeps_to_the_rule_and_says_why(council, wrong, field):
    case_id = open_request(council).case_id
    with pytest.raises(InvalidInput) as refused:
        extend(council, case_id, **wrong)
    assert list(refused.value.errors) == [field]


def test_what_is_late_or_not_extendable_is_not_extended(council):
    with clock.freeze(MONDAY):
        case_id = open_request(council).case_id
        with pytest.raises(Refused) as never:
            extend(council, case_id, clock_name="triage", by=1)
        with pytest.raises(NotFound):
            extend(council, case_id, clock_name="nothing")
    with clock.freeze(MONDAY + timedelta(days=40)), pytest.raises(Refused) as late:
        extend(council, case_id)
    assert never.value.code == late.value.code == "NO_EXTENSION"
    intake = Colleague(("privacy_officer",), uuid4())
    with council.open(council.member(intake, "oversight")) as session, pytest.raises(NotAllowed):
        extend_clock(session, case_id, Extension("resolve", 1, 0, "x"))


def open_correction(office):
    workflow, draft = catalog().workflow("data_change"), uuid4()
    answers = {}
    for one in workflow.fields:
        if one.kind == "choice":
            answers[one.name] = one.options[0].value
        elif one.kind == "file":
            answers[one.name] = [str(uuid4())]
        elif one.kind == "email":
            answers[one.name] = "john@example.org"
        elif one.kind in ("text", "long_text", "name"):
            answers[one.name] = "John Gull"
    with office.open(office.applicant(draft, workflow.purpose)) as session:
        done = open_case(session, workflow, answers, language="en", channel="web", case_id=draft)
        session.commit()
    return done.case_id


def test_the_law_goes_on_while_the_promise_stands(council):
    handler = Colleague(("team_lead", "request_officer"), uuid4())
    with clock.freeze(MONDAY):
        case_id = open_correction(council)
    with (
        clock.freeze(MONDAY + timedelta(days=1)),
        council.open(council.member(handler, "data_correction")) as session,
    ):
        case = case_by_id(session, case_id)
        move = next(
            m
            for m in workflow_of(session, case).moves_from(case.state)
            if m.name in ("take", "start", "check")
        )
        move_case(session, case_id, move.name)
        move_case(session, case_id, "ask", asked={"question": "Which name?"})
        session.commit()
    with (
        clock.freeze(MONDAY + timedelta(days=10)),
        council.open(council.member(handler, "data_correction")) as session,
    ):
        case = case_by_id(session, case_id)
        decide = {one.clock.name: one for one in clocks_of(session, case, workflow_of(session, case))}[
            "decide"
        ]
        assert decide.deadline.projected and decide.legal is not None and not decide.legal.projected
        assert decide.legal.due_on.isoformat() == "2026-12-16"
        assert decide.due_at == decide.legal.due_at
