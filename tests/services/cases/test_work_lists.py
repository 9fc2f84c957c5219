"""Work lists: everybody finds their own, pages hold together, nobody sees the neighbours'."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import NotAllowed, NotFound, Refused, Stale
from casework.models import Case, CaseEvent, LedgerEntry
from casework.packs import catalog
from casework.services.cases.assign_case import assign_case
from casework.services.cases.case_filters import Filters
from casework.services.cases.case_order import Cursor, Order, read_cursor
from casework.services.cases.count_cases import count_cases
from casework.services.cases.list_cases import list_cases
from casework.services.cases.release_case import release_case
from casework.services.cases.take_case import take_case
from tests.services.cases.conftest import Colleague, make_office
from tests.services.cases.desk_cases import open_request, work_here
from tests.store.looking import raw

WORKFLOW = "constituent_request"


@pytest.fixture(scope="module")
def office(app):
    return make_office("council", "lakeside")


@pytest.fixture(scope="module")
def neighbours(app):
    return make_office("council", "hillside")


@pytest.fixture(scope="module")
def staff(app, settings, office):
    units = (uuid4(), uuid4())
    return {
        "officer": work_here(settings, office, "request_officer", units=units),
        "lead": work_here(settings, office, "team_lead"),
    }


@pytest.fixture(scope="module")
def cases(office, neighbours, staff):
    """Sixty cases: every third with the officer, every fourth in a unit of theirs, every tenth without a date."""
    open_request(neighbours, name="CNRY-neighbour", description="CNRY-neighbour matter")
    ids = [open_request(office, name=f"Person {n}").case_id for n in range(60)]
    with office.open(office.system("load_demo")) as session:
        rows = session.scalars(select(Case).where(Case.id.in_(ids)).order_by(Case.id)).all()
        for n, row in enumerate(rows):
            row.assignee_id = staff["officer"].id if n % 3 == 0 else None
            row.unit_id = sorted(staff["officer"].units)[n % 2] if n % 4 == 0 else None
            row.due_at = None if n % 10 == 0 else now() + timedelta(hours=n % 7 - 2)
            row.state_since = now() - timedelta(hours=n)
        session.commit()
    return ids


def at(office, member, purpose="triage"):
    return office.open(office.member(member, purpose))


def every_page(office, member, filters, order, size=7):
    """All ids forward, and all ids when walked back from the end."""
    forward, cursor, last = [], None, None
    with at(office, member) as session:
        while True:
            page = list_cases(session, filters, order=order, cursor=cursor, size=size)
            forward += [case.id for case in page.cases]
            if page.after is None:
                last = page
                break
            cursor = read_cursor(str(page.after), order)
        backward, page = [case.id for case in last.cases], last
        while page.before is not None:
            cursor = read_cursor(str(page.before), order)
            page = list_cases(session, filters, order=order, cursor=cursor, size=size)
            backward = [case.id for case in page.cases] + backward
    return forward, backward


@pytest.mark.parametrize("by", ["due", "opened", "since", "number"])
@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("view", ["all", "mine", "units", "unassigned"])
def test_pages_forward_and_back_hold_every_case_once_and_in_order(office, staff, cases, by, down, view):
    forward, backward = every_page(office, staff["officer"], Filters(view), Order(by, down))
    assert forward == backward
    assert len(forward) == len(set(forward)) == {"all": 60, "mine": 20, "units": 15, "unassigned": 40}[view]
    with at(office, staff["officer"]) as session:
        rows = {row.id: row for row in session.scalars(select(Case))}
    keys = [getattr(rows[one], Order(by).column.key) for one in forward]
    present = [key for key in keys if key is not None]
    assert present == sorted(present, reverse=down)
    assert keys[: len(present)] == present  # what has no deadline stands last, whichever way


def test_a_list_names_the_applicant_to_those_who_may_read_names_and_is_on_the_ledger(office, staff, cases):
    with at(office, staff["lead"]) as session:
        page = list_cases(session, Filters("all"), size=5)
        session.commit()
        assert all(case.name.startswith("Person") and case.headline for case in page.cases)
        entries = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc()).limit(2)).all()
    told = {entry.about: entry for entry in entries if entry.act == "disclosed"}
    assert set(told) == {"case", "case_party"} and told["case_party"].fields == ["name"]
    assert told["case"].fields == ["headline"] and set(told["case"].subjects) >= {
        case.id for case in page.cases
    }
    field = Colleague(("field_worker",), staff["officer"].id)
    with at(office, field) as session:
        assert {case.name for case in list_cases(session, Filters("all")).cases} == {""}


def test_a_list_and_its_counts_never_hold_the_neighbours(office, neighbours, staff, cases):
    with at(office, staff["lead"]) as session:
        assert len(list_cases(session, Filters("all"), size=100).cases) == 60
        assert count_cases(session).views["all"] == 60
    with at(neighbours, Colleague(("team_lead",), uuid4())) as session:
        assert [case.name for case in list_cases(session, Filters("all")).cases] == ["CNRY-neighbour"]
        assert count_cases(session).views == {"mine": 0, "unassigned": 1, "units": 0, "all": 1}


def test_counts_agree_with_the_lists(office, staff, cases):
    with at(office, staff["officer"]) as session:
        counts = count_cases(session)
        for view, number in counts.views.items():
            assert len(list_cases(session, Filters(view), size=100).cases) == number
        for standing, number in counts.mine.items():
            assert len(list_cases(session, Filters("mine", standing), size=100).cases) == number
        assert counts.mine["late"] > 0 and counts.mine["today"] > 0


@pytest.mark.parametrize(
    "junk", ["", "x", "====", "bnVsbA", "W10", str(Cursor("K", UUID(int=1))), "é" * 9, "A" * 9999]
)
def test_a_cursor_that_is_none_is_no_cursor(junk):
    assert read_cursor(junk, Order("due")) is None


def test_the_first_page_walks_an_index_whatever_the_sorting(office, staff, cases):
    with at(office, staff["officer"]) as session:
        for key, index in (("due_at", "case_inbox_ix"), ("opened_at", "case_opened_ix")):
            for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
                raw(session, f"set local enable_{way} = off")
            plan = raw(
                session,
                'explain select id from "case" where tenant_id = %s and closed_at is null'
                f" and {key} is not null order by closed_at, {key}, id limit 51",
                office.tenant.id,
            )
            told = "\n".join(line for (line,) in plan)
            assert index in told and "Sort" not in told, told


def test_taking_assigning_and_releasing_are_events_and_entries(office, staff):
    opened = open_request(office)
    with at(office, staff["officer"]) as session:
        assert take_case(session, opened.case_id)
        assert not take_case(session, opened.case_id)
        session.commit()
    with at(office, staff["lead"]) as session:
        assert assign_case(session, opened.case_id, staff["lead"].id)
        session.commit()
        assert release_case(session, opened.case_id)
        session.commit()
        events = session.scalars(select(CaseEvent).where(CaseEvent.case_id == opened.case_id))
        assert [event.kind for event in events] == ["opened", "taken", "assigned", "released"]
        acts = session.scalars(select(LedgerEntry.act).where(LedgerEntry.case_id == opened.case_id))
        assert {"case.taken", "case.assigned", "case.released"} <= set(acts)


def test_a_case_of_a_colleague_is_not_taken_from_them_but_by_a_lead(office, settings, staff):
    opened = open_request(office)
    other = work_here(settings, office, "privacy_officer")
    with at(office, staff["officer"]) as session:
        take_case(session, opened.case_id)
        session.commit()
    with at(office, other) as session:
        with pytest.raises(Refused, match="colleague has this case"):
            take_case(session, opened.case_id)
        with pytest.raises(Refused):
            release_case(session, opened.case_id)
        with pytest.raises(NotAllowed):
            assign_case(session, opened.case_id, other.id)
    with at(office, staff["lead"]) as session:
        assert take_case(session, opened.case_id)


def test_who_has_no_duty_in_a_case_gets_none_assigned(office, neighbours, settings, staff):
    opened = open_request(office)
    stranger = work_here(settings, office, "administrator")
    foreign = work_here(settings, neighbours, "request_officer")
    with at(office, staff["lead"]) as session:
        with pytest.raises(Refused, match="no duty"):
            assign_case(session, opened.case_id, stranger.id)
        with pytest.raises(NotFound):
            assign_case(session, opened.case_id, foreign.id)
        with pytest.raises(NotFound):
            assign_case(session, uuid4(), staff["lead"].id)


def test_a_case_that_changed_meanwhile_is_not_shared_out_blindly(office, staff):
    opened = open_request(office)
    with at(office, staff["officer"]) as session:
        version = session.get(Case, (office.tenant.id, opened.case_id)).version
        take_case(session, opened.case_id, version=version)
        session.commit()
    with at(office, staff["lead"]) as session, pytest.raises(Stale):
        assign_case(session, opened.case_id, staff["lead"].id, version=version)


def test_the_workflows_of_this_office_are_known():
    assert WORKFLOW in catalog().workflows


def test_two_answers_may_share_a_word(office):
    said = {"name": "Elm Deep", "description": "Deep deep hole in Elm Street"}
    assert open_request(office, **said).number
