"""Who is forgotten by key is forgotten: nobody reads what was sealed about them, and every page goes on and says so."""

import uuid

import pytest
from sqlalchemy import select

from casework.base.errors import InvalidInput, KeyDestroyed, NotFound, WallError
from casework.models import Case, CaseParty, Fact, LedgerEntry, PersonIdentifier, PersonKey
from casework.services.cases.disclose_case import disclose_case
from casework.services.cases.facts import read_facts
from casework.services.cases.pin import workflow_of
from casework.services.people.forget_person_key import forget_person_key, keys_of_person
from casework.services.people.identifiers import PLACE, add_identifier, holders_of_number
from casework.services.people.parties import link_party
from casework.services.people.read_person import read_person
from casework.services.people.register_person import NewPerson, register_person
from casework.services.people.suggest_people import suggest_people
from casework.store.sealed import Place, unseal
from tests.services.vehicles.scene import set_scene
from tests.services.vehicles.test_transfer_case import an_application

NUMBER, WHY = "D 765-4321", "Asked to be forgotten, letter of today"


@pytest.fixture
def forgetting(desks, agency):
    """A session as the command has it."""
    return lambda: desks._open(agency, agency.system("destroy_key"))


@pytest.fixture
def known(desks, agency):
    """A person with a number on record and in a case of theirs; another person with a number."""
    set_scene(desks, agency)
    case = an_application(desks, agency, id_kind="driver_licence", id_number=NUMBER)
    with desks.all_seeing(agency) as session:
        person = register_person(session, NewPerson("Chi Neu", identifiers=(("driver_licence", NUMBER),))).id
        other = register_person(session, NewPerson("Lan Neu", identifiers=(("passport", "X1111"),))).id
        party = select(CaseParty.id).where(CaseParty.case_id == case, CaseParty.role == "buyer")
        link_party(session, session.scalars(party).one(), person)
        session.commit()
    return person, other, case


def test_the_keys_of_a_person_are_their_own_and_those_of_cases_they_apply_in(
    desks, agency, known, forgetting
):
    person, other, case = known
    with forgetting() as session:
        found = keys_of_person(session, person)
        assert (len(found.keys), found.cases) == (2, (case,))
        assert (len(keys_of_person(session, other).keys), keys_of_person(session, other).cases) == (1, ())
    with desks.all_seeing(agency) as session:
        seller = select(CaseParty.id).where(CaseParty.case_id == case, CaseParty.role == "seller")
        link_party(session, session.scalars(seller).one(), other)
        session.commit()
    with forgetting() as session:
        assert keys_of_person(session, other).cases == (), "the sealed answers are the applicant's"


def test_what_was_sealed_opens_for_nobody_and_is_found_by_nobody(desks, agency, known, forgetting):
    person, other, case = known
    with forgetting() as session:
        forget_person_key(session, person, reason=WHY)
        session.commit()
    with desks.all_seeing(agency) as session:
        row = session.scalars(select(PersonIdentifier).where(PersonIdentifier.person_id == person)).one()
        with pytest.raises(KeyDestroyed) as gone:
            unseal(session, Place(PLACE, row.id), row.value)
        assert gone.value.at is not None
        assert holders_of_number(session, NUMBER) == set()
        answers = session.scalars(select(Fact).where(Fact.label == "sealed")).all()
        assert [answer.sealed_bidx for answer in answers] == [None]
        assert read_facts(session, case, ["id_number", "id_kind"]) == {"id_kind": "driver_licence"}
        assert len(holders_of_number(session, "X1111")) == 1, "nobody else's is touched"
        theirs = session.scalars(select(PersonIdentifier).where(PersonIdentifier.person_id == other)).one()
        assert unseal(session, Place(PLACE, theirs.id), theirs.value) == "x1111"
        session.commit()


def test_case_and_person_say_that_it_was_destroyed(desks, agency, known, forgetting):
    person, _, case_id = known
    with forgetting() as session:
        forget_person_key(session, person, reason=WHY)
        session.commit()
    with desks.at(agency, "title_examiner", purpose="title_transfer") as session:
        case = session.scalars(select(Case).where(Case.id == case_id)).one()
        view = disclose_case(session, case, workflow_of(session, case))
        assert "id_number" not in view.shown and view.destroyed["id_number"].at is not None
        session.commit()
    with desks.all_seeing(agency) as session:
        found = read_person(session, person)
        assert (found.identifiers, found.identifiers_destroyed) == ((), ("driver_licence",))
        party = session.scalars(
            select(CaseParty).where(CaseParty.case_id == case_id, CaseParty.role == "buyer")
        ).one()
        suggest_people(session, party)
        session.commit()


def test_it_is_one_entry_in_the_ledger_with_the_reason(desks, agency, known, forgetting):
    person, _, case = known
    with forgetting() as session:
        forget_person_key(session, person, reason=WHY)
        session.commit()
    with desks.all_seeing(agency) as session:
        (entry,) = session.scalars(select(LedgerEntry).where(LedgerEntry.act == "keys.destroyed")).all()
    assert (entry.purpose, entry.actor_kind) == ("system:destroy_key", "system")
    assert set(entry.subjects) == {person, case} and WHY in entry.detail and '"keys":2' in entry.detail


def test_without_a_reason_or_a_person_nothing_is_destroyed(desks, agency, known, forgetting):
    person, _, _ = known
    with forgetting() as session:
        with pytest.raises(InvalidInput):
            forget_person_key(session, person, reason="   so    ")
        with pytest.raises(NotFound):
            forget_person_key(session, uuid.uuid4(), reason=WHY)
        assert session.scalars(select(PersonKey.id).where(PersonKey.wrapped.is_(None))).all() == []


def test_a_number_that_comes_later_has_a_key_of_its_own(desks, agency, known, forgetting):
    person, _, _ = known
    for _ in range(2):
        with forgetting() as session:
            forget_person_key(session, person, reason=WHY)
            session.commit()
    with desks.all_seeing(agency) as session:
        row = add_identifier(session, person, "driver_licence", NUMBER)
        assert unseal(session, Place(PLACE, row.id), row.value) == "d7654321"
        assert holders_of_number(session, NUMBER) == {person}
        session.commit()
        found = read_person(session, person)
        assert (found.identifiers, found.identifiers_destroyed) == (("driver_licence",), ("driver_licence",))
        session.commit()


def test_only_the_command_destroys(desks, agency, known):
    person, _, _ = known
    with desks.all_seeing(agency) as session, pytest.raises(WallError, match="alone"):
        forget_person_key(session, person, reason=WHY)
    with desks.all_seeing(agency) as session:
        key = session.scalars(select(PersonKey).where(PersonKey.holder == person)).one()
        assert key.wrapped is not None
