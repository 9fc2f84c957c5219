"""A value whose key was destroyed, as programs get it: said to have been there, with the instant, without the value."""

import uuid

from flask import Flask
from sqlalchemy import select

from casework.models import CaseParty
from casework.packs import catalog
from casework.services.office import Office, office_by_id
from casework.services.people.forget_person_key import forget_person_key
from casework.services.people.parties import link_party
from casework.services.people.register_person import NewPerson, register_person
from tests.services.cases.transfers import open_transfer

NUMBER = "CNRY9922"


def applicant_on_record(office: Office, case: uuid.UUID) -> uuid.UUID:
    """A person on record who is the buyer of that case."""
    with office.open(office.system("load_demo")) as session:
        person = register_person(session, NewPerson("Chi Neu")).id
        buyer = select(CaseParty.id).where(CaseParty.case_id == case, CaseParty.role == "buyer")
        link_party(session, session.scalars(buyer).one(), person)
        session.commit()
    return person


def test_a_destroyed_answer_is_told_with_its_instant_and_without_its_value(
    app: Flask, program, northport
) -> None:
    kind = catalog().workflow("vehicle_transfer").field("id_kind").options[0].value
    with app.app_context():
        office = office_by_id(northport.id)
        done = open_transfer(office, id_kind=kind, id_number=NUMBER)
        person = applicant_on_record(office, done.case_id)
    reader = program(northport, "title_examiner", purpose="title_transfer")
    before = reader.get(f"/cases/{done.number}").get_json()["facts"]["id_number"]
    with app.app_context(), office.open(office.system("destroy_key")) as session:
        forget_person_key(session, person, reason="Asked to be forgotten, letter of today")
        session.commit()
    answer = reader.get(f"/cases/{done.number}")
    told = answer.get_json()["facts"]["id_number"]
    assert NUMBER in str(before) and "destroyed" not in before
    assert told["destroyed"] is True and told["destroyed_at"]
    assert "value" not in told and NUMBER not in answer.get_data(as_text=True)
