"""A whole import is taken back, or nothing of it."""

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import func, select

from casework.models import (
    Case,
    ContactPoint,
    ImportKey,
    ImportMade,
    Ownership,
    Person,
    PersonWord,
    PlateAssignment,
    PlateIssue,
    Vehicle,
)
from casework.packs import catalog
from casework.services.cases.open_case import open_case
from casework.services.cases.seal_case import seal_case
from casework.services.imports.drive_import import undo_import
from casework.services.imports.find_import import find_import
from casework.services.imports.work_undo import undo_on
from casework.services.people.contact_points import change_contact
from casework.services.vehicles.register_vehicle import enter_first_owners
from tests.services.cases.transfers import ANSWERS
from tests.services.imports.files import PURPOSE, TITLE, bring_in, people, plate, vehicles, vin


def undo(desks, office, run):
    with desks.at(office, TITLE, purpose=PURPOSE) as session:
        undo_import(session, run)
        session.commit()
    with desks._open(office, office.system("import_register")) as session:
        undo_on(session, run)
        found = find_import(session, run)
        return found.state, found.trouble


def count(desks, office, *registers):
    with desks.all_seeing(office) as session:
        return [session.scalar(select(func.count()).select_from(one)) for one in registers]


def test_an_import_is_taken_back_whole_and_leaves_what_was_there_before(desks, agency, other_agency):
    first = bring_in(desks, agency, "people", people(range(3)))
    bring_in(desks, other_agency, "people", people(range(3)))
    second = bring_in(desks, agency, "people", people(range(2, 8)))
    assert (second.new, second.same) == (5, 1)
    assert undo(desks, agency, second.id) == ("undone", None)
    registers = (Person, PersonWord, ContactPoint, ImportKey, ImportMade)
    assert count(desks, agency, *registers)[:4] == [3, 6, 3, 3]
    assert count(desks, other_agency, *registers)[:4] == [3, 6, 3, 3]
    assert undo(desks, agency, first.id) == ("undone", None)
    assert count(desks, agency, *registers) == [0, 0, 0, 0, 0]
    assert count(desks, other_agency, Person) == [3]


def test_nothing_is_taken_back_when_something_was_built_upon_one_row(desks, agency):
    run = bring_in(desks, agency, "vehicles", vehicles(range(10)))
    with desks.all_seeing(agency) as session:
        vehicle = session.scalar(select(Vehicle).where(Vehicle.vin_key == vin(6)))
        owner = session.scalar(select(Person.id))
        assert owner is None
        bring = vehicle.id
        session.commit()
    bring_in(desks, agency, "people", people(range(1)))
    with desks.all_seeing(agency) as session:
        enter_first_owners(
            session,
            session.get(Vehicle, (agency.tenant.id, bring)),
            [session.scalar(select(Person.id))],
            since=datetime(2020, 1, 1, tzinfo=UTC).date(),
        )
        session.commit()
    state, trouble = undo(desks, agency, run.id)
    assert state == "done"
    assert (trouble["code"], trouble["line"]) == ("BUILT_UPON", 8)
    assert count(desks, agency, Vehicle) == [10]


def test_a_corrected_vehicle_or_an_ended_contact_is_built_upon(desks, agency):
    cars = bring_in(desks, agency, "vehicles", vehicles(range(2)))
    owners = bring_in(desks, agency, "people", people(range(2)))
    with desks.all_seeing(agency) as session:
        session.scalar(select(Vehicle).where(Vehicle.vin_key == vin(1))).colour = "green"
        change_contact(session, session.scalar(select(ContactPoint.id).limit(1)), None)
        session.commit()
    assert undo(desks, agency, cars.id)[0] == "done"
    assert undo(desks, agency, owners.id)[0] == "done"


def test_taking_back_a_plate_on_a_vehicle_puts_the_plate_back_into_its_state(desks, agency):
    bring_in(desks, agency, "people", people(range(1)))
    bring_in(desks, agency, "vehicles", vehicles(range(1)))
    bring_in(desks, agency, "plates", f"Plate,Issued\n{plate(1)},2015-06-01\n")
    owned = bring_in(desks, agency, "ownerships", f"VIN,Owner,From\n{vin(0)},K0,2015-06-01\n")
    on = bring_in(
        desks, agency, "plate_assignments", f"Plate,VIN,Owner,From\n{plate(1)},{vin(0)},K0,2015-06-01\n"
    )
    assert undo(desks, agency, on.id) == ("undone", None)
    assert undo(desks, agency, owned.id) == ("undone", None)
    assert count(desks, agency, PlateAssignment, Ownership) == [0, 0]
    with desks.all_seeing(agency) as session:
        assert list(session.scalars(select(PlateIssue.status))) == ["ISSUED"]


def test_a_vehicle_that_a_case_names_is_not_taken_back_and_a_sealed_case_tells_nothing(desks, agency):
    cars = bring_in(desks, agency, "vehicles", vehicles(range(4)))
    with desks.as_applicant(agency, draft := uuid4(), "title_transfer") as session:
        answers = {**ANSWERS, "vin": vin(2), "title_photo": [str(uuid4())]}
        flow = catalog().workflow("vehicle_transfer")
        open_case(session, flow, answers, language="en", channel="web", case_id=draft)
        session.commit()
    state, trouble = undo(desks, agency, cars.id)
    assert (state, trouble["code"], trouble["line"]) == ("done", "BUILT_UPON", 4)
    assert count(desks, agency, Vehicle) == [4]
    with desks.at(agency, TITLE, purpose="title_transfer") as session:
        seal_case(session, draft, "A witness is in danger")
        session.commit()
    assert undo(desks, agency, cars.id) == ("undone", None)
    assert count(desks, agency, Vehicle, Case) == [0, 1]
