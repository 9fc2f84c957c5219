"""A sealed case is there for whom the kind names, and for nobody else: by no list, count, search or number."""

import pytest
from sqlalchemy import func, select

from casework.base.errors import InvalidInput, NotAllowed, NotFound, Refused
from casework.models import CaseEvent, Fact, LedgerEntry, Letter, Note, SearchWord
from casework.services.cases.assign_case import assign_case
from casework.services.cases.case_filters import Filters
from casework.services.cases.count_cases import count_cases
from casework.services.cases.disclose_case import disclose_case
from casework.services.cases.find_case import case_by_id, find_case
from casework.services.cases.list_cases import list_cases
from casework.services.cases.move_case import move_case
from casework.services.cases.pin import workflow_of
from casework.services.cases.seal_case import seal_case, unseal_case
from casework.services.cases.search import search
from casework.services.tracking.track_case import track_case
from tests.services.cases.conftest import make_office
from tests.services.cases.desk_cases import open_request, work_here

PURPOSE, WHY = "request_handling", "A neighbour threatens her"
SECRET = "CNRY-sealed hole by the blue gate"


@pytest.fixture(scope="module")
def office(app):
    return make_office("council", "quietside")


@pytest.fixture(scope="module")
def staff(app, office, settings):
    titles = {"officer": "request_officer", "lead": "team_lead", "privacy": "privacy_officer"}
    return {name: work_here(settings, office, title) for name, title in titles.items()}


@pytest.fixture
def sealed(office, staff):
    opened = open_request(office, name="CNRY-sealed Hoa", description=SECRET)
    with at(office, staff["officer"]) as session:
        case = case_by_id(session, opened.case_id)
        case.assignee_id = staff["officer"].id
        move_case(session, case.id, "triage", asked={"priority": "normal"})
        session.commit()
    with at(office, staff["lead"]) as session:
        assert seal_case(session, opened.case_id, WHY)
        session.commit()
    return opened


def at(office, member, purpose=PURPOSE):
    return office.open(office.member(member, purpose))


def test_it_is_gone_for_others_from_lists_counts_search_and_its_number(office, staff, sealed):
    with at(office, staff["officer"], "triage") as session:
        assert sealed.case_id not in {case.id for case in list_cases(session, Filters("all")).cases}
        others = count_cases(session).views["all"]
        for text in (sealed.number, "CNRY-sealed Hoa", "hoa@example.org", "gate"):
            assert sealed.case_id not in ids(search(session, text)), text
        with pytest.raises(NotFound) as hidden:
            find_case(session, sealed.number)
        with pytest.raises(NotFound) as never:
            find_case(session, "R-000-000-000")
        assert str(hidden.value) == str(never.value)
    with at(office, staff["lead"], "triage") as session:
        shown = {case.id: case for case in list_cases(session, Filters("all")).cases}
        assert shown[sealed.case_id].sealed and shown[sealed.case_id].headline == ""
        assert count_cases(session).views["all"] > others
        assert sealed.case_id in ids(search(session, sealed.number))
    with at(office, staff["privacy"], "triage") as session:
        assert find_case(session, sealed.number).sealed


def ids(results):
    return {case.id for hits in results.cases for case in hits.cases}


def test_its_letters_and_ledger_are_gone_with_it(office, staff, sealed):
    told = [
        select(func.count()).select_from(of).where(of.case_id == sealed.case_id)
        for of in (Letter, LedgerEntry, CaseEvent, Note, Fact)
    ]
    with at(office, staff["officer"]) as session:
        assert [session.scalar(one) for one in told] == [0, 0, 0, 0, 0]
    with at(office, staff["lead"]) as session:
        assert all(session.scalar(one) for one in told)


def test_its_answers_are_encrypted_and_read_as_before_and_no_word_of_it_is_kept(office, staff, sealed):
    with at(office, staff["lead"]) as session:
        facts = session.scalars(select(Fact).where(Fact.case_id == sealed.case_id)).all()
        assert facts and all(fact.value is None and fact.sealed is not None for fact in facts)
        assert session.scalars(select(SearchWord.id).where(SearchWord.case_id == sealed.case_id)).all() == []
        case = case_by_id(session, sealed.case_id)
        view = disclose_case(session, case, workflow_of(session, case))
        assert view.value("description") == SECRET
        assert case.assignee_id is None, "who can't see it can't have it"


def test_what_is_answered_later_is_encrypted_too(office, staff, sealed):
    with at(office, staff["lead"]) as session:
        case = case_by_id(session, sealed.case_id)
        case.assignee_id = staff["lead"].id
        session.flush()
        move_case(session, sealed.case_id, "assign")
        move_case(session, sealed.case_id, "start")
        move_case(
            session, sealed.case_id, "resolve", asked={"outcome": "fixed", "public_message": "CNRY done"}
        )
        later = session.scalars(
            select(Fact).where(Fact.case_id == sealed.case_id, Fact.field == "public_message")
        ).one()
        assert later.value is None and later.sealed is not None


def test_the_applicant_follows_it_as_before(office, sealed):
    with office.open(office.applicant(sealed.case_id, PURPOSE)) as session:
        case = case_by_id(session, sealed.case_id)
        seen = track_case(session, case, workflow_of(session, case))
        assert SECRET in str(seen)


def test_unsealed_it_is_as_it_was(office, staff, sealed):
    with at(office, staff["lead"]) as session:
        assert unseal_case(session, sealed.case_id, "The threat is over now")
        assert not unseal_case(session, sealed.case_id, "The threat is over now")
        session.commit()
    with at(office, staff["officer"], "triage") as session:
        assert sealed.case_id in ids(search(session, "gate"))
        assert find_case(session, sealed.number).headline != ""
    with at(office, staff["officer"]) as session:
        facts = session.scalars(select(Fact).where(Fact.case_id == sealed.case_id)).all()
        assert all(fact.sealed is None and fact.value is not None for fact in facts)
        acts = session.scalars(select(LedgerEntry.act).where(LedgerEntry.case_id == sealed.case_id)).all()
        assert {"case.sealed", "case.unsealed"} <= set(acts)
        notes = session.scalars(select(Note).where(Note.case_id == sealed.case_id)).all()
        assert {note.body for note in notes} == {WHY, "The threat is over now"}


def test_it_takes_the_duty_and_a_reason(office, staff):
    opened = open_request(office)
    with at(office, staff["officer"]) as session, pytest.raises(NotAllowed):
        seal_case(session, opened.case_id, WHY)
    with at(office, staff["lead"]) as session, pytest.raises(InvalidInput) as wrong:
        seal_case(session, opened.case_id, "   so    ")
    assert "reason" in wrong.value.sayings


def test_it_is_assigned_only_to_who_may_see_it(office, staff, settings, sealed):
    with at(office, staff["lead"], "triage") as session:
        with pytest.raises(Refused) as refused:
            assign_case(session, sealed.case_id, staff["officer"].id)
        assert refused.value.code == "SEALED"
        assert assign_case(session, sealed.case_id, staff["lead"].id)
