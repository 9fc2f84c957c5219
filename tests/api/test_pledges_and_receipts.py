"""Pledges and receipts through the API: the same acts as at the desk, once each, and nobody else's."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from casework.base.clock import now
from casework.services.donors.issue_receipt import issue_receipt
from casework.services.donors.list_gifts import GiftFilter, list_gifts
from casework.services.office import office_by_id
from casework.services.people.hidden_names import hide_name
from casework.services.typesetting.typeset import stop_typesetting
from casework.settings import Settings
from casework.store.session import ViewerSession
from tests.api.programs import Program
from tests.api.scenes import Donors, make_donors
from tests.factories.tenants import MadeTenant
from tests.services.desks import Desks

MONTHLY = {"unit": "month", "every": 1, "day": 31, "starts_on": "2026-12-01"}


@pytest.fixture(scope="module", autouse=True)
def _one_typesetter():
    yield
    stop_typesetting()


@pytest.fixture(scope="module")
def giver(app: Flask, riverbend) -> Donors:
    return make_donors(app, riverbend)


@pytest.fixture(scope="module")
def books(program, riverbend) -> Program:
    return program(riverbend, "finance_officer", purpose="bookkeeping")


@pytest.fixture(scope="module")
def next_door(program, oakfield) -> Program:
    return program(oakfield, "finance_officer", purpose="bookkeeping")


@pytest.fixture(scope="module")
def receipt(app: Flask, riverbend, giver: Donors) -> str:
    """The receipt of the first gift."""
    with in_the_books(app, riverbend) as session:
        gift = list_gifts(session, GiftFilter(number=giver.gifts[0])).gifts[0]
        row = issue_receipt(session, gift.id).id
        session.commit()
        return str(row)


@contextmanager
def in_the_books(app: Flask, tenant: MadeTenant) -> Iterator[ViewerSession]:
    with app.app_context():
        office = office_by_id(tenant.id)
        with office.open(office.system("load_demo")) as session:
            yield session


def promise(giver: Donors, **more: Any) -> dict[str, Any]:
    told = {"donor_id": str(giver.donor), "fund": "general", "method": "card", "mandate": "mnd-4711"}
    return told | {"amount": {"minor": 2500, "currency": "USD"}, "schedule": MONTHLY} | more


def made(books: Program, giver: Donors, **more: Any) -> str:
    answer = books.post("/pledges", promise(giver, **more), key=str(uuid4()))
    assert answer.status_code == 201, answer.get_json()
    return f"/pledges/{answer.get_json()['id']}"


def test_a_pledge_is_made_once_however_often_it_is_sent_and_read_whole(books: Program, giver: Donors) -> None:
    key = str(uuid4())
    answers = [books.post("/pledges", promise(giver), key=key) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}, answers[0].get_json()
    assert len({answer.get_data() for answer in answers}) == 1
    told = books.get(answers[0].headers["Location"]).get_json()
    assert (told["donor"], told["schedule"], told["status"]) == (giver.name, MONTHLY, "active")
    assert told["yearly"] == {"minor": 30_000, "currency": "USD"} and "mandate" not in told
    listed = books.get(f"/pledges?donor_id={giver.donor}&status=active&limit=100").get_json()["pledges"]
    assert [row["number"] for row in listed].count(told["number"]) == 1
    assert books.post("/pledges", promise(giver)).status_code == 400


def test_it_is_changed_paused_resumed_and_stopped_with_the_reason_kept(books: Program, giver: Donors) -> None:
    at = made(books, giver)
    more = {"amount": {"minor": 4000, "currency": "USD"}, "reason": "Asked for by mail"}
    for act, body, status in (
        ("terms", more, "active"),
        ("pause", {"reason": "Out of work"}, "paused"),
        ("resume", {"reason": "Works again"}, "active"),
        ("stop", {"reason": "Moved away"}, "cancelled"),
    ):
        answer = books.post(f"{at}/{act}", body, key=str(uuid4()))
        assert (answer.status_code, answer.get_json()["status"]) == (200, status), act
    told = books.get(at).get_json()
    assert [row["what"] for row in told["changes"]] == ["cancelled", "resumed", "paused", "upgraded", "made"]
    assert told["changes"][3]["after"]["minor"] == 48_000 and told["changes"][0]["reason"] == "Moved away"


def test_a_refusal_has_its_code_and_a_lack_its_field(books: Program, giver: Donors) -> None:
    at = made(books, giver, method="self", mandate=None, instalments=4)
    fixed = books.post(f"{at}/terms", {"reason": "More"}, key=str(uuid4()))
    assert (fixed.status_code, fixed.get_json()["code"]) == (409, "PLEDGE_FIXED")
    assert fixed.mimetype == "application/problem+json" and "new one" in fixed.get_json()["detail"]
    for body, path in (
        (promise(giver, fund="nothing"), "fund"),
        (promise(giver, donor_id=str(uuid4())), "donor_id"),
        (promise(giver, mandate="4111111111111111"), "mandate"),
        (promise(giver, amount={"minor": -5, "currency": "USD"}), "amount"),
        (promise(giver, amount={"minor": 5, "currency": "JPY"}), "amount"),
        (promise(giver, schedule=MONTHLY | {"every": 0}), "schedule.every"),
    ):
        answer = books.post("/pledges", body, key=str(uuid4()))
        assert answer.status_code == 422 and path in answer.get_json()["errors"], (path, answer.get_json())
    assert books.post(f"{at}/pause", {}, key=str(uuid4())).get_json()["errors"].keys() == {"reason"}


def test_what_is_next_door_is_as_absent_as_what_never_was(
    books: Program, next_door: Program, giver: Donors, receipt: str
) -> None:
    at = made(books, giver)
    for theirs, never in (
        (at, f"/pledges/{uuid4()}"),
        (f"/receipts/{receipt}/paper", f"/receipts/{uuid4()}/paper"),
    ):
        foreign, absent = next_door.get(theirs), next_door.get(never)
        assert (foreign.status_code, absent.status_code) == (404, 404)
        assert foreign.get_json()["detail"] == absent.get_json()["detail"]
    for act in ("terms", "pause", "resume", "stop"):
        assert next_door.post(f"{at}/{act}", {"reason": "x"}, key=str(uuid4())).status_code == 404
    assert (
        giver.name not in next_door.get("/pledges?limit=100").text + next_door.get("/receipts?year=2026").text
    )
    assert books.get(at).get_json()["status"] == "active"


def test_receipts_are_listed_by_number_and_their_papers_are_those_that_were_printed(
    books: Program, giver: Donors, receipt: str
) -> None:
    year = now().year
    page = books.get(f"/receipts?year={year}").get_json()
    row = next(row for row in page["receipts"] if row["id"] == receipt)
    assert (row["donor"], row["amount"]["minor"], page["missing"]) == (giver.name, 1000, 0)
    first, second = (books.get(f"/receipts/{receipt}/paper") for _ in range(2))
    assert first.mimetype == "application/pdf" and first.data[:5] == b"%PDF-" and first.data == second.data
    assert row["number"] in first.headers["Content-Disposition"]
    assert books.get(f"/receipts?year={year}&cursor={10**10}").status_code == 422


def test_an_anonymous_donor_has_a_name_for_those_alone_who_may_know_it(
    app: Flask, settings: Settings, program, oakfield
) -> None:
    shy = make_donors(app, oakfield)
    books = program(oakfield, "finance_officer", purpose="bookkeeping")
    care = program(oakfield, "donor_manager", purpose="donor_care")
    at = made(books, shy)
    with app.app_context():
        office = office_by_id(oakfield.id)
    with Desks(app, settings).at(office, "donor_manager", purpose="donor_care") as session:
        hide_name(session, shy.donor)
        session.commit()
    for path in (at, "/pledges?limit=100", f"/gifts?donor_id={shy.donor}", "/receipts?year=2026"):
        assert shy.name not in books.get(path).text, path
    for path in (at, "/pledges?limit=100", f"/gifts?donor_id={shy.donor}"):
        assert shy.name in care.get(path).text, path
