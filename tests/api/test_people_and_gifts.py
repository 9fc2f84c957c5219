"""People and gifts through the API."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from tests.api.programs import Program
from tests.api.scenes import Donors, make_donors


@pytest.fixture(scope="module")
def giver(app: Flask, riverbend) -> Donors:
    return make_donors(app, riverbend)


@pytest.fixture(scope="module")
def other_giver(app: Flask, oakfield) -> Donors:
    return make_donors(app, oakfield)


@pytest.fixture(scope="module")
def relations(program, riverbend) -> Program:
    return program(riverbend, "donor_manager", purpose="donor_care")


@pytest.fixture(scope="module")
def books(program, riverbend) -> Program:
    return program(riverbend, "finance_officer", purpose="bookkeeping")


def gift(giver: Donors, **more: Any) -> dict[str, Any]:
    amount = {"minor": 5000, "currency": "USD"}
    told = {"donor_id": str(giver.donor), "fund": "general", "received_on": "2026-03-05", "amount": amount}
    return told | more


def test_people_are_found_by_a_word_of_their_name_or_their_email(relations: Program, giver: Donors) -> None:
    for query in ("herrera", giver.name.upper(), giver.email):
        found = relations.get("/people", query_string={"query": query})
        assert found.status_code == 200, found.get_json()
        assert str(giver.donor) in [row["id"] for row in found.get_json()["people"]]


def test_people_are_paged_and_none_of_another_office_is_among_them(
    relations: Program, giver: Donors, other_giver: Donors
) -> None:
    answer = relations.get("/people?query=herrera&limit=1")
    assert len(answer.get_json()["people"]) == 1
    assert other_giver.name not in answer.get_data(as_text=True)
    hit = relations.get("/people", query_string={"query": other_giver.email})
    miss = relations.get("/people", query_string={"query": "nobody@example.org"})
    assert hit.get_json() == miss.get_json() == {"people": [], "next": None}


def test_a_person_is_read_as_far_as_purpose_and_permissions_open_them(
    program, riverbend, relations: Program, giver: Donors
) -> None:
    told = relations.get(f"/people/{giver.donor}").get_json()
    assert told["name"] == giver.name and told["contacts"][0]["value"] == giver.email
    assert {row["number"] for row in told["gifts"]} >= set(giver.gifts)
    assert (told["withheld"]["birth"]["rule"], told["withheld"]["birth"]["ask"]) == ("purpose", [])
    narrow = program(riverbend, "donor_manager", purpose="donor_care", permissions=("person.read",))
    less = narrow.get(f"/people/{giver.donor}").get_json()
    assert less["gifts"] == [] and less["withheld"]["gifts"]["rule"] == "token"
    assert less["cases"] == [] and less["withheld"]["cases"]["rule"] == "token"


def test_another_offices_person_is_as_absent_as_one_that_never_was(
    relations: Program, other_giver: Donors
) -> None:
    foreign, never = relations.get(f"/people/{other_giver.donor}"), relations.get(f"/people/{uuid4()}")
    assert (foreign.status_code, never.status_code) == (404, 404)
    assert foreign.get_json()["detail"] == never.get_json()["detail"]
    assert other_giver.name not in foreign.get_data(as_text=True)


def test_names_are_not_searched_under_a_purpose_that_opens_none(program, northport) -> None:
    answer = program(northport, "title_examiner", purpose="registry").get("/people?query=a")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "query", ["", "query=", "query=" + "x" * 201, "query=a&cursor=nonsense", "query=a&q=b"]
)
def test_a_search_that_means_nothing_is_refused(relations: Program, query: str) -> None:
    answer = relations.get(f"/people?{query}")
    assert answer.status_code == 422
    assert answer.get_json()["errors"].keys() <= {"query", "cursor", "q"}


def test_gifts_are_listed_newest_first_and_paged(books: Program, giver: Donors, other_giver: Donors) -> None:
    seen, address = [], f"/gifts?limit=2&donor_id={giver.donor}&until=2026-03-04"
    while address:
        answer = books.get(address)
        assert answer.status_code == 200, answer.get_json()
        seen += answer.get_json()["gifts"]
        address = answer.get_json()["next"]
    assert [row["amount"]["minor"] for row in seen] == [3000, 2000, 1000]
    assert {row["number"] for row in seen} == set(giver.gifts)
    assert all(row["donor"] == giver.name for row in seen)
    assert books.get(f"/gifts?donor_id={other_giver.donor}").get_json()["gifts"] == []
    assert other_giver.name not in books.get("/gifts?limit=100").get_data(as_text=True)


def test_a_gift_is_recorded_once_however_often_it_is_sent(books: Program, giver: Donors) -> None:
    key = str(uuid4())
    answers = [books.post("/gifts", gift(giver), key=key) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}, answers[0].get_json()
    assert len({answer.get_data() for answer in answers}) == 1
    number = answers[0].get_json()["number"]
    found = books.get(answers[0].headers["Location"]).get_json()["gifts"]
    assert [(row["number"], row["amount"]) for row in found] == [(number, {"minor": 5000, "currency": "USD"})]
    assert books.post("/gifts", gift(giver)).status_code == 400


def test_goods_are_described_and_not_valued(books: Program, giver: Donors) -> None:
    told = gift(giver, amount=None, goods="Forty tins of beans", method="goods")
    answer = books.post("/gifts", told, key=str(uuid4()))
    assert answer.status_code == 201, answer.get_json()
    found = books.get(answer.headers["Location"]).get_json()["gifts"][0]
    assert (found["kind"], found["goods"]) == ("in_kind", "Forty tins of beans")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount": {"minor": 0, "currency": "USD"}}, "amount"),
        ({"amount": {"minor": -5, "currency": "USD"}}, "amount"),
        ({"amount": {"minor": 10**15, "currency": "USD"}}, "amount.minor"),
        ({"amount": {"minor": 5.5, "currency": "USD"}}, "amount.minor"),
        ({"amount": {"minor": "5", "currency": "usd"}}, "amount.currency"),
        ({"amount": 5}, "amount"),
        ({"amount": None}, "goods"),
        ({"fund": "no_such_fund"}, "fund"),
        ({"received_on": "2999-01-01"}, "received_on"),
        ({"received_on": "0001-01-01"}, "received_on"),
        ({"received_on": "05/03/2026"}, "received_on"),
        ({"method": "magic"}, "method"),
        ({"donor_id": "me"}, "donor_id"),
        ({"status": "receipted"}, "status"),
        ({"number": "2026-000001"}, "number"),
        ({"benefit": {"minor": 9000, "currency": "USD"}}, "benefit"),
        ({"benefit": {"minor": 1, "currency": "EUR"}}, "benefit"),
    ],
)
def test_what_no_gift_can_be_is_refused_by_field(books: Program, giver: Donors, changed, field: str) -> None:
    answer = books.post("/gifts", gift(giver, **changed), key=str(uuid4()))
    assert answer.status_code == 422
    assert field in answer.get_json()["errors"]


def test_a_donor_of_another_office_is_refused_like_one_that_never_was(
    books: Program, giver: Donors, other_giver: Donors
) -> None:
    answers = [
        books.post("/gifts", gift(giver, donor_id=str(person)), key=str(uuid4()))
        for person in (other_giver.donor, uuid4())
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert answers[0].get_json()["errors"] == answers[1].get_json()["errors"]


def test_nobody_records_a_gift_for_a_purpose_that_keeps_no_books(program, riverbend, giver: Donors) -> None:
    care = program(riverbend, "donor_manager", "finance_officer", purpose="donor_care")
    assert care.post("/gifts", gift(giver), key=str(uuid4())).status_code == 403


def test_a_purpose_for_one_thing_alone_opens_nothing_else(program, riverbend):
    bank = program(riverbend, "finance_officer", purpose="bank_mandates")
    for address in ("/gifts", "/people?query=Ana", "/pledges"):
        assert bank.get(address).status_code == 403, address
