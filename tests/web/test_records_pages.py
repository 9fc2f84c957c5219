"""A request for records at the desk: entered, worked on and decided in the browser, with few statements a page."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from casework.models import Case
from casework.packs import catalog
from casework.services.cases.move_case import move_case
from casework.services.office import office_by_id
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.services.desks import Worker

FLOW = catalog().workflow("records_request")
ASKED = {"what": "The garbage contract", "form": "file", "name": "Ada", "email": "ada@example.org"}
MOST = 15


@pytest.fixture(scope="module")
def council(database: Any) -> MadeTenant:
    return make_tenant(database, "Recordville", kind="council")


@pytest.fixture(scope="module")
def officer(app: Flask, database: Any, council: MadeTenant) -> Iterator[Browser]:
    here = Browser(app, council)
    here.sign_in(make_user(database, council, "request_officer", "team_lead", name="Jonquil"))
    yield here


@pytest.fixture(scope="module")
def number(app: Flask, council: MadeTenant, officer: Browser) -> str:
    """A request that somebody entered by phone, and that is worked on."""
    path = f"/desk/counter/{FLOW.name}"
    told = ASKED | {"channel": "phone", "language": "en"}
    answer = officer.post(path, told, form=path)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:2000]
    with app.app_context():
        office = office_by_id(council.id)
        with office.open(office.member(Worker(("request_officer",)), FLOW.purpose)) as session:
            case = session.scalars(select(Case)).one()
            checks = frozenset(check.name for check in FLOW.move("take_up").checks)
            move_case(session, case.id, "take_up", confirmed=checks)
            found = case.number
            session.commit()
    return found


def test_a_record_is_entered_withheld_in_part_and_decided_by_its_file(officer: Browser, number: str) -> None:
    at = f"/desk/cases/{number}/records"
    contract = {"title": "Contract of 2024", "file": (BytesIO(b"412 dollars a day"), "contract.txt")}
    assert officer.post(at, contract, form=at, content_type="multipart/form-data").status_code == 303
    page = officer.get(at).get_data(as_text=True)
    found = re.search(rf"{at}/([0-9a-f-]{{36}})", page)
    assert found and "Contract of 2024" in page
    one = f"{at}/{UUID(found[1])}"
    line = {
        "extent": "place",
        "exemption": "gc7927_705",
        "reason": "A secret",
        "page": "1",
        "place": "line 1",
    }
    assert officer.post(f"{one}/withhold", line | {"reason": ""}, form=one).status_code == 422
    assert officer.post(f"{one}/withhold", line, form=one).status_code == 303
    same = {"decision": "part", "file": (BytesIO(b"412 dollars a day"), "given.txt")}
    kept = officer.post(f"{one}/decide", same, form=one, content_type="multipart/form-data")
    assert kept.status_code in (409, 422)
    cleaned = {"decision": "part", "gone": "412", "file": (BytesIO(b"[withheld] a day"), "given.txt")}
    answer = officer.post(f"{one}/decide", cleaned, form=one, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert "A secret" in officer.get(at).get_data(as_text=True)


@pytest.mark.parametrize(
    "page", ["board", "agreements/", "cases/{n}/records", "cases/{n}/mandates", "cases/{n}/"]
)
def test_each_page_asks_the_database_little(officer: Browser, number: str, counted: Any, page: str) -> None:
    path = f"/desk/{page.format(n=number)}"
    officer.get(path)
    with counted() as statements:
        assert officer.get(path).status_code == 200
    told = [re.sub(r"SELECT .*? FROM", "SELECT FROM", one, flags=re.DOTALL)[:60] for one in statements]
    assert len(statements) <= MOST, (path, len(statements), told)
