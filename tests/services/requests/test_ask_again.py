"""What is asked again after the last day to say so is a new request, linked to the old one for who sees both."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casework.base import clock
from casework.models import Case, CaseLink
from casework.services.cases.ask_again import Linked, linked_cases, may_ask_again
from casework.services.cases.open_case import Opened
from casework.services.cases.run_clocks import run_clocks
from casework.services.cases.seal_case import seal_case
from casework.services.drafts.begin_draft import begin_draft
from casework.services.drafts.find_draft import find_draft
from casework.services.drafts.save_draft import save_draft
from casework.services.drafts.send_draft import send_draft
from casework.services.requests.public_list import public_request
from tests.services.desks import Worker
from tests.services.requests.conftest import ANSWERS, HANDLING, OFFICER, Council

LEAD = Worker(("team_lead",))


def closed(council: Council) -> Opened:
    """A request that was called done, and that nobody said a word about for two weeks."""
    done = council.report()
    council.move(done, "triage", priority="normal")
    council.move(done, "start")
    council.move(done, "resolve", outcome="fixed", public_message="Filled.")
    system = council.office.system("run_clocks")
    later = clock.freeze(clock.now() + timedelta(days=15))
    with later, council.desks._open(council.office, system) as session:
        assert "close" in run_clocks(session, done.case_id)
        session.commit()
    return done


def asked_again(council: Council, earlier: Opened, **more: Any) -> Opened:
    """What its applicant sends from its page."""
    case = uuid.uuid4()
    with council.desks.as_applicant(council.office, case, HANDLING) as session:
        secret = begin_draft(session, council.flow, language="en", answers=ANSWERS, follows=earlier.case_id)
        save_draft(session, ANSWERS | more, {}, language="en")
        held = find_draft(session)
        assert held is not None and held.follows == earlier.case_id, "kept while it is written"
        done = send_draft(session, secret, language="en")
        session.commit()
    return done


def links(council: Council, done: Opened, worker: Worker = OFFICER) -> tuple[Linked, ...]:
    with council.desks.at(council.office, purpose=HANDLING, worker=worker) as session:
        return linked_cases(session, done.case_id)


def raw_count(session: Any, but: uuid.UUID | None = None) -> int:
    """How many links the database itself shows to this viewer, past all statements of ours."""
    driver = session.connection().connection.driver_connection
    asked = "select count(*) from case_link where case_id is distinct from %s"
    return int(driver.execute(asked, [but]).fetchone()[0])


@pytest.fixture
def both(council: Council) -> Iterator[tuple[Opened, Opened]]:
    earlier = closed(council)
    yield earlier, asked_again(council, earlier)


def test_both_cases_name_each_other_at_the_desk(council: Council, both: tuple[Opened, Opened]) -> None:
    earlier, later = both
    (back,), (forth,) = links(council, later), links(council, earlier)
    assert (back.number, back.later, back.closed_at is not None) == (earlier.number, False, True)
    assert (forth.number, forth.later, forth.closed_at) == (later.number, True, None)


def test_it_is_offered_where_the_time_to_say_so_has_passed_and_nowhere_else(council: Council) -> None:
    offered = {state.name for state in council.flow.states if may_ask_again(council.flow, state.name)}
    assert offered == {"closed"}


@pytest.mark.parametrize("which", ["earlier", "later"])
def test_of_a_sealed_case_the_other_does_not_tell_that_it_is_there(
    council: Council, both: tuple[Opened, Opened], which: str
) -> None:
    earlier, later = both
    hidden, shown = (earlier, later) if which == "earlier" else (later, earlier)
    with council.desks.at(council.office, purpose=HANDLING, worker=LEAD) as session:
        seal_case(session, hidden.case_id, "Somebody is threatened")
        session.commit()
    assert links(council, shown) == () and len(links(council, shown, LEAD)) == 1
    with council.desks.at(council.office, purpose=HANDLING, worker=OFFICER) as session:
        assert session.scalars(select(CaseLink).where(CaseLink.case_id == later.case_id)).all() == []
        assert raw_count(session) == raw_count(session, but=later.case_id), "the wall alone too"


def test_an_applicant_is_told_of_no_other_case_and_the_office_next_door_of_none(
    council: Council, neighbour: Council, both: tuple[Opened, Opened]
) -> None:
    for mine in both:
        with council.desks.as_applicant(council.office, mine.case_id, HANDLING) as session:
            assert linked_cases(session, mine.case_id) == ()
            assert raw_count(session) == 0
            assert [one.id for one in session.scalars(select(Case))] == [mine.case_id]
    assert links(neighbour, both[0]) == ()


def test_what_everybody_reads_of_the_new_one_says_nothing_of_the_old(
    council: Council, both: tuple[Opened, Opened]
) -> None:
    earlier, later = both
    with council.visiting() as session:
        shown = public_request(session, later.number)
        assert shown is not None and earlier.number not in repr(shown)
        assert session.scalars(select(CaseLink)).all() == []
