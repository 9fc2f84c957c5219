"""Seller and buyer sign for themselves: who must, what they see, and what follows when everybody has."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, NotFound, Refused, RefusedTogether
from casework.models import Case, CaseParty, LedgerEntry, Ownership, Person
from casework.packs import catalog
from casework.services.cases.facts import write_facts
from casework.services.cases.find_case import case_by_id
from casework.services.cases.move_case import move_case
from casework.services.cases.pin import workflow_of
from casework.services.office import Office
from casework.services.signatures.read_part import read_part
from casework.services.signatures.seats import seats_of
from casework.services.signatures.sign import DECLINE, sign
from casework.services.vehicles.history import current, replace
from casework.services.vehicles.owners import set_holders
from casework.store.session import ViewerSession
from tests.services.desks import Desks, Worker, an_office
from tests.services.vehicles.scene import Scene, a_person, set_scene
from tests.services.vehicles.test_transfer_case import ANSWERS, NOW, PURPOSE, an_application

CONTACTS = {"buyer_address": ANSWERS["buyer_address"], "buyer_email": "chi@example.org"}
SECOND = {"has_co_seller": True, "co_seller_name": "Dan Seller"}


@pytest.fixture
def scene(desks: Desks, agency: Office) -> Scene:
    return set_scene(desks, agency)


def begun(desks: Desks, office: Office, **more: object) -> UUID:
    """A transfer that its seller began: nothing of the buyer but the name."""
    mine = {"started_by": "seller", "buyer_address": None, "buyer_email": None, "title_photo": None}
    return an_application(desks, office, **(mine | more))


@contextmanager
def party(desks: Desks, office: Office, case: UUID) -> Iterator[ViewerSession]:
    with freeze(NOW), desks._open(office, office.party(case, PURPOSE)) as session:
        yield session


def signs(desks: Desks, office: Office, case: UUID, role: str, name: str, **answers: object) -> bool:
    with party(desks, office, case) as session:
        sent = sign(session, case, role, name, answers=answers)
        session.commit()
        return sent


def state(desks: Desks, office: Office, case: UUID) -> str:
    with desks.all_seeing(office) as session:
        return case_by_id(session, case).state


def test_what_the_seller_begins_waits_for_signatures_and_then_goes_to_the_office(
    desks: Desks, agency: Office, scene: Scene
) -> None:
    case = begun(desks, agency)
    assert state(desks, agency, case) == "draft"
    assert signs(desks, agency, case, "seller", "ana  SELLER") is False
    assert signs(desks, agency, case, "buyer", "Chi Neu", **CONTACTS) is True
    assert state(desks, agency, case) == "submitted"
    with desks.all_seeing(agency) as session:
        buyer = session.scalars(select(CaseParty).where(CaseParty.role == "buyer")).one()
        assert buyer.email == "chi@example.org" and "4 Elm Street" in (buyer.address or "")


def test_letters_go_in_the_language_in_which_the_buyer_signed(desks: Desks, registers_app: Flask) -> None:
    agency = an_office(registers_app, "motor_vehicle_agency", languages=["en", "es", "vi"])
    set_scene(desks, agency)
    case = begun(desks, agency)
    for role, name, language, kept in (
        ("seller", "Ana Seller", "es", "en"),  # who sells gets no letters of it
        ("buyer", "Chi Neu", "vi", "vi"),
    ):
        with party(desks, agency, case) as session:
            answers = CONTACTS if role == "buyer" else {}
            sign(session, case, role, name, answers=answers, language=language)
            session.commit()
        with desks.all_seeing(agency) as session:
            assert case_by_id(session, case).language == kept
            session.rollback()


def test_nobody_signs_in_another_name_or_without_what_they_have_to_answer(
    desks: Desks, agency: Office, scene: Scene
) -> None:
    case = begun(desks, agency)
    for name, answers, field in (("Bo Other", CONTACTS, "name"), ("Chi Neu", {}, "buyer_email")):
        with pytest.raises(InvalidInput) as wrong:
            signs(desks, agency, case, "buyer", name, **answers)
        assert field in wrong.value.errors
    with desks.all_seeing(agency) as session:
        case_row = session.scalars(select(Case).where(Case.id == case)).one()
        assert not any(seat.holds for seat in seats_of(session, case, workflow_of(session, case_row)))


def test_a_party_sees_what_they_sign_and_nothing_else_of_the_case(
    desks: Desks, agency: Office, scene: Scene
) -> None:
    case = begun(desks, agency, id_kind="passport", id_number="X1234567")
    with party(desks, agency, case) as session:
        row = case_by_id(session, case)
        part = read_part(session, row, workflow_of(session, row), "buyer")
        shown = {field.name for field, _ in part.shown}
        assert {"vin", "odometer", "seller_name", "buyer_name"} <= shown
        assert not shown & {"price", "id_kind", "id_number", "buyer_phone"}
        assert session.scalars(select(Person)).all() == []
        with pytest.raises(NotFound):
            read_part(session, row, workflow_of(session, row), "co_buyer")


def test_either_may_decline_and_the_owner_stays(desks: Desks, agency: Office, scene: Scene) -> None:
    case = begun(desks, agency)
    with party(desks, agency, case) as session:
        move_case(session, case, DECLINE)
        session.commit()
    assert state(desks, agency, case) == "withdrawn"
    with pytest.raises(Refused) as late:
        signs(desks, agency, case, "buyer", "Chi Neu", **CONTACTS)
    assert late.value.code == "NOTHING_TO_SIGN"


@pytest.mark.parametrize(("joined", "goes"), [("AND", False), ("OR", True), ("AND_OR", True)])
def test_joint_owners_sign_by_the_conjunction_on_record(
    desks: Desks, agency: Office, scene: Scene, joined: str, goes: bool
) -> None:
    case = begun(desks, agency, **SECOND)
    _join(desks, agency, scene, joined)
    signs(desks, agency, case, "seller", "Ana Seller")
    assert signs(desks, agency, case, "buyer", "Chi Neu", **CONTACTS) is goes
    if not goes:
        with freeze(NOW), desks.at(agency, purpose=PURPOSE, worker=Worker(("title_clerk",))) as session:
            with pytest.raises(Refused) as refused:
                move_case(session, case, "submit")
            assert refused.value.code == "SIGNATURES_INCOMPLETE"
        assert signs(desks, agency, case, "co_seller", "Dan Seller") is True


def _join(desks: Desks, office: Office, scene: Scene, joined: str) -> None:
    """Make the owner on record two, joined like this, by the vehicle's newest ownership."""
    with freeze(NOW), desks.all_seeing(office) as session:
        (row,) = current(session, Ownership, vehicle_id=scene.vehicle)
        (fresh,) = replace(session, row, [{"conjunction": joined}], reason="correction")
        set_holders(session, fresh, [scene.seller, a_person(session, "Dan Seller")])
        session.commit()


def test_the_clerk_enters_who_signed_at_the_counter(desks: Desks, agency: Office, scene: Scene) -> None:
    case = begun(desks, agency)
    signs(desks, agency, case, "buyer", "Chi Neu", **CONTACTS)
    clerk = Worker(("title_clerk",))
    with freeze(NOW), desks.at(agency, purpose=PURPOSE, worker=clerk) as session:
        assert sign(session, case, "seller", "Ana Seller", way="counter") is True
        seats = seats_of(session, case, catalog().workflow("vehicle_transfer"))
        assert {seat.way for seat in seats if seat.role == "seller"} == {"counter"}
        session.commit()


def test_what_changes_after_a_signature_has_to_be_signed_again(
    desks: Desks, agency: Office, scene: Scene
) -> None:
    case = begun(desks, agency)
    signs(desks, agency, case, "seller", "Ana Seller")
    workflow = catalog().workflow("vehicle_transfer")
    with freeze(NOW), desks.all_seeing(agency) as session:
        write_facts(session, case, workflow, {"odometer": 12})
        seats = {(seat.act, seat.role): seat for seat in seats_of(session, case, workflow)}
        assert seats["release", "seller"].holds and not seats["odometer", "seller"].holds
        session.commit()


def test_what_hinders_the_case_when_all_have_signed_is_on_the_ledger(
    desks: Desks, agency: Office, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def same_person(*_told: object) -> None:
        raise RefusedTogether([("SIGNATURES_INCOMPLETE", "x", ""), ("ODO_SAME_PERSON", "x", "")])

    def refusals() -> list[dict[str, str]]:
        chosen = select(LedgerEntry.id, LedgerEntry.detail).where(LedgerEntry.act == "case.move_refused")
        with desks.all_seeing(agency) as session:
            return [json.loads(row.detail) for row in session.execute(chosen)]

    case = begun(desks, agency)
    assert signs(desks, agency, case, "seller", "Ana Seller") is False
    assert refusals() == []  # that others have still to sign is the usual way
    monkeypatch.setattr("casework.services.signatures.sign.move_case", same_person)
    assert signs(desks, agency, case, "buyer", "Chi Neu", **CONTACTS) is False
    assert refusals() == [{"move": "submit", "code": "ODO_SAME_PERSON"}]
    assert state(desks, agency, case) == "draft"
