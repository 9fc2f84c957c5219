"""What is withheld can’t be used: not to find, filter, sort or compare by. Hit and miss answer alike."""

from datetime import date

import pytest

from casework.models import Person
from casework.services.cases.case_filters import Filters, used_by
from casework.services.cases.case_order import SORTS
from casework.services.cases.list_cases import list_cases
from casework.services.cases.search import search
from casework.services.donors.list_gifts import GiftFilter, list_gifts
from casework.services.people.identifiers import add_identifier, holders_of_number
from casework.services.people.register_person import NewPerson, register_person
from casework.services.people.search_people import search_people
from casework.services.people.suggest_people import suggest_people
from casework.services.vehicles.find_vehicle import find_plates, find_vehicles, vehicle_by_vin
from casework.services.vehicles.issue_plate import free_issue
from casework.services.vehicles.register_vehicle import NewVehicle, register_vehicle
from casework.services.withheld import FieldWithheld, require_columns
from casework.store.access import class_of
from tests.services.vehicles.scene import a_vin

MAIL = "cnry-known@example.org"


@pytest.fixture
def known(desks, agency):
    """Somebody on record with a number, a mail and a vehicle."""
    with desks.all_seeing(agency) as session:
        told = NewPerson("CNRY Known", contacts=(("email", MAIL),), identifiers=(("passport", "X1234567"),))
        person = register_person(session, told).id
        register_vehicle(session, NewVehicle(a_vin(7001), "Honda", "Civic", 2020))
        session.commit()
    return person


@pytest.mark.parametrize("text", ["CNRY Known", "nobody at all", MAIL, "none@example.org", "+1 415 555 0100"])
def test_people_are_not_found_by_names_that_are_withheld(desks, agency, known, text):
    with desks.at(agency, "title_clerk", purpose="registry") as session, pytest.raises(FieldWithheld):
        search_people(session, text)


@pytest.mark.parametrize("number", [a_vin(7001), a_vin(7002), "8ABC123"])
def test_vehicles_and_plates_are_not_found_by_numbers_that_are_withheld(desks, agency, known, number):
    with desks.at(agency, "privacy_officer", purpose="triage") as session:
        for find in (find_vehicles, find_plates, vehicle_by_vin):
            with pytest.raises(FieldWithheld):
                find(session, number)
        answer = search(session, number)
        session.commit()
    assert answer.vehicles.exact == () and answer.plates.exact == ()
    assert "vehicle.numbers" in answer.unsearched


@pytest.mark.parametrize("text", [MAIL, "none@example.org", "+1 415 555 0100"])
def test_the_one_search_refuses_contacts_to_who_reads_none(desks, agency, known, text):
    with desks.at(agency, "cashier", purpose="triage") as session, pytest.raises(FieldWithheld):
        search(session, text)


@pytest.mark.parametrize("text", ["CNRY Known", "CNRY Nobody"])
def test_the_one_search_says_what_it_did_not_look_into(desks, agency, known, text):
    with desks.at(agency, "cashier", purpose="triage") as session:
        answer = search(session, text)
        session.commit()
    assert answer.people == () and answer.unsearched == ("person.name",)


@pytest.mark.parametrize("number", ["X1234567", "Z7654321"])
def test_whether_a_sealed_number_is_taken_is_not_told(desks, agency, known, number):
    with desks.at(agency, "title_clerk", purpose="title_transfer") as session:
        with pytest.raises(FieldWithheld):
            holders_of_number(session, number)
        with pytest.raises(FieldWithheld):
            add_identifier(session, known, "passport", number)


@pytest.mark.parametrize("serial", [7001, 7009])
def test_whether_a_vin_or_plate_exists_already_is_not_told(desks, agency, known, serial):
    with desks.at(agency, "privacy_officer", purpose="triage") as session:
        with pytest.raises(FieldWithheld):
            register_vehicle(session, NewVehicle(a_vin(serial), "Honda", "Civic", 2020))
        with pytest.raises(FieldWithheld):
            free_issue(session, "8ABC123", "standard", on=date(2026, 1, 1))


def test_nobody_is_compared_by_what_is_withheld(desks, agency, known):
    from casework.models import CaseParty

    with desks.at(agency, "cashier", purpose="triage") as session:
        assert suggest_people(session, CaseParty(role="seller")) == []


def test_gifts_are_not_narrowed_to_a_donor_who_is_withheld(desks, charity):
    with desks.all_seeing(charity) as session:
        donor = register_person(session, NewPerson("CNRY Donor")).id
        session.commit()
    with desks.at(charity, "administrator", purpose="triage") as session, pytest.raises(FieldWithheld):
        list_gifts(session, GiftFilter(donor_id=donor))


def test_every_filter_and_every_order_of_work_lists_names_its_columns():
    chosen = Filters("mine", "open", "w", "s", "en", "p")
    assert {column.key for column in used_by(chosen)} >= {
        "workflow",
        "state",
        "language",
        "purpose",
        "due_at",
    }
    columns = [*used_by(chosen), *SORTS.values()]
    assert {class_of(column.property.columns[0]) for column in columns} == {"open"}


def test_a_list_by_a_closed_column_is_refused(desks, agency, monkeypatch):
    from casework.models import Case
    from casework.services.cases.case_order import Order

    monkeypatch.setitem(SORTS, "headline", Case.headline)
    with desks.at(agency, "administrator", purpose="triage") as session:
        with pytest.raises(FieldWithheld):
            list_cases(session, Filters(), order=Order("headline"))
        with pytest.raises(FieldWithheld):
            require_columns(session, [Person.name_sort])


def test_the_refusal_says_so_to_programs_too():
    assert FieldWithheld.code == "FIELD_WITHHELD" and FieldWithheld.status == 403
