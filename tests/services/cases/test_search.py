"""One box finds cases, people, vehicles and plates, for those who may look, and says so on the ledger."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from casework.models import Case, LedgerEntry
from casework.packs import catalog
from casework.services.cases.open_case import open_case
from casework.services.cases.search import search
from casework.services.cases.search_terms import read_terms
from casework.services.withheld import FieldWithheld
from tests.services.cases.conftest import Colleague, make_office
from tests.services.cases.desk_cases import open_request
from tests.services.cases.transfers import open_transfer

CLERK, CASHIER = Colleague(("title_clerk",), uuid4()), Colleague(("cashier",), uuid4())
VIN = "1HGCM82633A004352"


@pytest.fixture(scope="module")
def office(app):
    return make_office("motor_vehicle_agency", "northside")


@pytest.fixture(scope="module")
def neighbours(app):
    return make_office("motor_vehicle_agency", "southside")


@pytest.fixture(scope="module")
def opened(office, neighbours):
    open_transfer(neighbours, buyer_name="Ayesha Rahman", buyer_email="ayesha@example.org", vin=VIN)
    for n in range(3):
        open_transfer(
            office, buyer_name=f"Somebody Else {n}", vin=f"JH4DA9370MS01675{n}", seller_name="Nobody"
        )
    return open_transfer(
        office,
        buyer_name="Ayesha Rahman",
        seller_name="Marcus Bell",
        buyer_email="Ayesha@Example.org",
        buyer_phone="+1 415 555 0142",
        plate="7KRT 402",
        vin=VIN,
    )


def found(office, member, text):
    with office.open(office.member(member, "triage")) as session:
        results = search(session, text)
        session.commit()
    return results


def numbers(results):
    return {case.number for hits in results.cases for case in hits.cases}


@pytest.mark.parametrize(
    "text",
    [
        "ayesha",
        "AYESHA RAH",
        "rahman",
        "Rahman Ayesha",
        "marcus bell",
        "ayesha@example.org",
        "(415) 555-0142",
        "4155550142",
        VIN,
        VIN.lower(),
        "7krt402",
        "7KRT-4O2",
        "7 KRT 402",
    ],
)
def test_the_case_is_found_by_whatever_people_have_at_hand(office, opened, text):
    assert numbers(found(office, CLERK, text)) == {opened.number}


@pytest.mark.parametrize("change", [str.lower, lambda n: n.replace("-", ""), lambda n: n.replace("-", " ")])
def test_a_case_number_is_understood_however_it_is_typed(office, opened, change):
    results = found(office, CLERK, change(opened.number))
    assert results.exact is not None and results.exact.number == opened.number


@pytest.mark.parametrize(
    "text", ["", " ", "zzz", "%", "_", "'; drop table x; --", "a" * 5000, "\u202e", "😀", "0" * 60]
)
def test_what_means_nothing_finds_nothing(office, opened, text):
    assert not found(office, CLERK, text).any


def test_the_neighbours_case_is_not_found_by_its_number(office, neighbours, opened):
    with neighbours.open(neighbours.member(CLERK, "triage")) as session:
        theirs = session.scalars(select(Case.number)).one()
    assert not found(office, CLERK, theirs).any


def test_who_may_not_read_names_does_not_find_by_them_but_by_the_vehicle(office, opened):
    for text in ("ayesha", "rahman"):
        assert not found(office, CASHIER, text).any
    for text in ("ayesha@example.org", "4155550142", "nobody@example.org"):
        with pytest.raises(FieldWithheld):
            found(office, CASHIER, text)
    results = found(office, CASHIER, VIN)
    assert numbers(results) == {opened.number}
    assert all(case.name == "" for hits in results.cases for case in hits.cases)


def test_every_search_is_on_the_ledger_without_what_was_typed(office, opened):
    found(office, CLERK, "rahman")
    with office.open(office.member(CLERK, "triage")) as session:
        entry = session.scalars(
            select(LedgerEntry).where(LedgerEntry.act == "office.searched").order_by(LedgerEntry.id.desc())
        ).first()
    assert entry.subjects == [opened.case_id] and "rahman" not in entry.detail.lower()


def test_a_request_is_found_by_the_words_of_its_description(app):
    council = make_office("council", "wordside")
    wanted = open_request(council, description="A fallen chestnut blocks the bicycle lane")
    open_request(council, description="A fallen sign on the lane")
    officer = Colleague(("request_officer",), uuid4())
    assert numbers(found(council, officer, "bicycle LANE")) == {wanted.number}
    assert len(numbers(found(council, officer, "fallen"))) == 2


def test_terms_keep_apart_what_cannot_be_meant():
    assert read_terms("a@b.example", "US").name is None
    assert read_terms("415 555 0142", "US").phone == "+14155550142"
    assert read_terms("Nguyen Thi Hoa Mai Lan", "US").identifier is None
    assert read_terms("x" * 9000, "US").identifier is None
    assert catalog().workflow("vehicle_transfer") and open_case
