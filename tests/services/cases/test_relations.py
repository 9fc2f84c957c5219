"""A member keeps away from what they have a relation to: they see it nowhere, and nobody gives it to them."""

import pytest
from sqlalchemy import select

from casework.base.errors import InvalidInput, NotAllowed, NotFound, Refused
from casework.base.ids import case_number
from casework.models import Case, LedgerEntry
from casework.models.identity import User
from casework.services.cases.assign_case import assign_case
from casework.services.cases.case_filters import Filters
from casework.services.cases.find_case import find_case
from casework.services.cases.list_cases import list_cases
from casework.services.cases.search import search
from casework.services.cases.take_in import Intake, take_in
from casework.services.people.register_person import NewPerson, register_person
from casework.services.people.search_people import search_people
from casework.services.relations.declare_relation import Declared, declare_relation
from casework.services.relations.end_relation import end_relation
from casework.services.relations.list_relations import all_relations, declared_to, own_relations
from casework.store.identity import identity_session
from tests.services.cases.conftest import make_office
from tests.services.cases.desk_cases import open_request, work_here

WHY = "CNRY-why my sister"
UNKNOWN = case_number("R")


@pytest.fixture(scope="module")
def office(app):
    return make_office("council", "kinside")


@pytest.fixture
def staff(office, settings):
    titles = {"officer": "request_officer", "other": "request_officer", "lead": "team_lead"}
    titles |= {"privacy": "privacy_officer", "field": "field_worker"}
    return {name: work_here(settings, office, title, name=name.title()) for name, title in titles.items()}


def at(office, member, purpose="self"):
    return office.open(office.member(member, purpose))


def declare(office, member, **what):
    with at(office, member) as session:
        relation = declare_relation(session, Declared(member.id, WHY, **what))
        session.commit()
    return relation


def test_a_case_is_gone_from_lists_search_and_its_number_and_handed_back(office, staff):
    opened = open_request(office, name="Ada Kin")
    with at(office, staff["lead"], "triage") as session:
        assign_case(session, opened.case_id, staff["officer"].id)
        session.commit()
    declare(office, staff["officer"], number=opened.number.lower())
    with at(office, staff["officer"], "triage") as session:
        assert opened.case_id not in {case.id for case in list_cases(session, Filters("all")).cases}
        assert not search(session, opened.number).any and not search(session, "Ada Kin").any
        with pytest.raises(NotFound):
            find_case(session, opened.number)
    with at(office, staff["lead"], "triage") as session:
        assert find_case(session, opened.number).assignee_id is None
        with pytest.raises(Refused) as refused:
            assign_case(session, opened.case_id, staff["officer"].id)
        assert refused.value.code == "RELATED" and "Officer" in str(refused.value.said)
        assert assign_case(session, opened.case_id, staff["other"].id)


def test_any_number_can_be_declared_and_none_is_told_apart(office, staff):
    opened = open_request(office)
    told = [declare(office, staff["field"], number=number) for number in (opened.number, UNKNOWN)]
    assert len(set(told)) == 2
    assert declare(office, staff["field"], number=UNKNOWN) == told[1], "twice is once"
    with at(office, staff["field"]) as session:
        assert {row.number for row in own_relations(session)} == {opened.number, UNKNOWN}
        assert declared_to(session, opened.number)


def test_a_person_and_their_later_cases_are_gone(office, staff):
    with office.open(office.system("load_demo")) as session:
        person = register_person(session, NewPerson("Ada Keptaway", contacts=(("phone", "+14155550142"),))).id
        session.commit()
    declare(office, staff["officer"], person_id=person)
    for who, found in (("officer", set()), ("other", {person})):
        with at(office, staff[who], "triage") as session:
            for text in ("Keptaway", "+1 415 555 0142"):
                assert {one.id for one in search_people(session, text).people} == found, (who, text)
    with at(office, staff["officer"]) as session, pytest.raises(NotFound):
        declare_relation(session, Declared(staff["officer"].id, WHY, person_id=person))


def test_who_ends_it_is_the_privacy_officer_and_never_the_member(office, staff):
    opened = open_request(office)
    relation = declare(office, staff["officer"], number=opened.number)
    mine = declare(office, staff["privacy"], number=opened.number)
    with at(office, staff["officer"]) as session, pytest.raises(NotAllowed):
        end_relation(session, relation)
    with at(office, staff["other"]) as session:
        assert own_relations(session) == []
    with at(office, staff["privacy"], "oversight") as session:
        assert {row.why for row in all_relations(session)} == {WHY}
        with pytest.raises(Refused):
            end_relation(session, mine)
        end_relation(session, relation)
        session.commit()
        acts = session.scalars(select(LedgerEntry.act).order_by(LedgerEntry.id.desc()).limit(4)).all()
        assert "relation.ended" in acts
    with at(office, staff["officer"], "triage") as session:
        assert find_case(session, opened.number).id == opened.case_id


def test_only_who_leads_or_oversees_declares_for_others(office, staff):
    opened = open_request(office)
    for other in (Declared(staff["field"].id, WHY, opened.number),):
        with at(office, staff["officer"]) as session, pytest.raises(NotAllowed):
            declare_relation(session, other)
        with at(office, staff["lead"]) as session:
            assert declare_relation(session, other)


def test_it_says_what_is_missing(office, staff):
    with at(office, staff["officer"]) as session, pytest.raises(InvalidInput) as wrong:
        declare_relation(session, Declared(staff["officer"].id, "  ", "nonsense"))
    assert set(wrong.value.sayings) == {"number", "why"}


def test_nobody_enters_a_case_of_their_own(office, staff):
    with identity_session() as identity:
        own = identity.get(User, (office.tenant.id, staff["officer"].id)).email
    answers = {
        "category": "pothole",
        "danger": False,
        "description": "A deep hole",
        "place": {"text": "Elm Street 4"},
        "name": "Officer",
        "email": own.upper(),
    }
    intake = Intake("constituent_request", answers, None, "counter")
    with at(office, staff["officer"], "request_handling") as session:
        with pytest.raises(Refused) as refused:
            take_in(session, intake, secret="s" * 40)
        assert refused.value.code == "OWN_CASE"
    with at(office, staff["other"], "request_handling") as session:
        take_in(session, intake, secret="s" * 40)
        session.commit()
    with at(office, staff["officer"], "triage") as session:
        assert session.scalars(select(Case.id).where(Case.channel == "counter")).all() == []
