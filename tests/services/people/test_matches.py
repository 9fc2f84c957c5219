"""Who a party of a case is: suggested with reasons, said by a clerk, remembered when it is not so."""

import pytest
from sqlalchemy import select

from casework.base.errors import NotFound, Refused
from casework.models import CaseParty, ContactPoint, NotTheSame, Person
from casework.services.people.parties import (
    create_person_from_party,
    link_party,
    reject_match,
    unlink_party,
)
from casework.services.people.register_person import NewPerson, register_person
from casework.services.people.suggest_people import suggest_people
from tests.services.desks import Worker
from tests.services.vehicles.scene import set_scene
from tests.services.vehicles.test_transfer_case import an_application

PURPOSE = "title_transfer"
EXAMINER = Worker(("title_examiner",))


@pytest.fixture
def scene(desks, agency):
    return set_scene(desks, agency)


@pytest.fixture
def case(desks, agency, scene):
    return an_application(desks, agency)


@pytest.fixture
def at(desks, agency):
    return lambda: desks.at(agency, purpose=PURPOSE, worker=EXAMINER)


def party(session, case, role="buyer"):
    return session.scalars(select(CaseParty).where(CaseParty.case_id == case, CaseParty.role == role)).one()


def known(session, name, **more):
    return register_person(session, NewPerson(name, **more)).id


def test_nobody_is_offered_on_a_name_alone(at, case):
    with at() as session:
        known(session, "Chi Neu")
        assert suggest_people(session, party(session, case)) == []


def test_the_same_mail_and_name_are_likely_the_same_person(at, case):
    with at() as session:
        same = known(session, "Chi Neu", contacts=(("email", "CHI@example.org"),))
        known(session, "Somebody Else")
        (offered,) = suggest_people(session, party(session, case))
        assert (offered.person_id, offered.band) == (same, "likely")
        assert {points > 0 for points, _ in offered.reasons} == {True}


def test_another_name_with_the_same_mail_is_offered_with_what_speaks_against_it(at, case):
    with at() as session:
        known(session, "Bob Unalike", contacts=(("email", "chi@example.org"),))
        known(
            session,
            "Chi Neu",
            contacts=(("email", "chi@example.org"),),
            addresses=("4 Elm Street, Northport",),
        )
        offered = suggest_people(session, party(session, case))
        assert offered[0].name == "Chi Neu"
        assert all(any(points < 0 for points, _ in one.reasons) for one in offered[1:])


def test_an_identity_number_comes_before_everything(desks, agency, scene, at):
    case = an_application(desks, agency, id_kind="driver_licence", id_number="D 123-4567")
    with at() as session:
        holder = known(session, "Chi Neumann", identifiers=(("driver_licence", "D1234567"),))
        known(session, "Chi Neu", contacts=(("email", "chi@example.org"),))
        offered = suggest_people(session, party(session, case))
        assert (offered[0].person_id, offered[0].band) == (holder, "exact")
        session.commit()


def test_the_seller_is_offered_from_the_owners_of_the_very_vehicle(at, case, scene):
    with at() as session:
        (offered,) = suggest_people(session, party(session, case, "seller"))
        assert (offered.person_id, offered.band) == (scene.seller, "likely")


def test_not_the_same_is_remembered_and_no_longer_offered(at, case, scene):
    with at() as session:
        seller = party(session, case, "seller")
        reject_match(session, seller.id, scene.seller)
        reject_match(session, seller.id, scene.seller)
        session.commit()
        assert suggest_people(session, seller) == []
        assert len(session.scalars(select(NotTheSame)).all()) == 1
        with pytest.raises(Refused) as refused:
            link_party(session, seller.id, scene.seller)
        assert refused.value.code == "NOT_THE_SAME"


def test_a_link_brings_the_contacts_of_the_case_and_can_be_undone(at, case):
    with at() as session:
        person = known(session, "Chi Neu")
        buyer = party(session, case)
        link_party(session, buyer.id, person)
        link_party(session, buyer.id, person)
        contacts = session.scalars(select(ContactPoint).where(ContactPoint.person_id == person))
        assert [contact.value for contact in contacts] == ["chi@example.org"]
        with pytest.raises(Refused) as refused:
            link_party(session, buyer.id, known(session, "Another"))
        assert refused.value.code == "ALREADY_LINKED"
        with pytest.raises(Refused):
            reject_match(session, buyer.id, person)
        assert unlink_party(session, buyer.id).person_id is None


def test_a_new_person_is_made_from_what_the_case_says(at, case):
    with at() as session:
        person = create_person_from_party(session, party(session, case).id)
        session.commit()
        assert (person.name, party(session, case).person_id) == ("Chi Neu", person.id)
        assert party(session, case).confirmed_by == EXAMINER.id
        with pytest.raises(Refused):
            create_person_from_party(session, party(session, case).id)


def test_a_party_is_never_linked_to_another_offices_person(desks, other_agency, at, case):
    theirs = set_scene(desks, other_agency)
    with at() as session:
        buyer = party(session, case)
        for act in (link_party, reject_match):
            with pytest.raises(NotFound):
                act(session, buyer.id, theirs.seller)
        buyer_id = buyer.id
    with desks.at(other_agency, purpose=PURPOSE, worker=EXAMINER) as session, pytest.raises(NotFound):
        link_party(session, buyer_id, theirs.seller)
    with desks.all_seeing(other_agency) as session:
        assert len(session.scalars(select(Person)).all()) == 3
