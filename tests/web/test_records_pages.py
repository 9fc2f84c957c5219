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
from casework.services.cases.mandates import NewMandate, name_mandate
from casework.services.cases.move_case import move_case
from casework.services.office import office_by_id
from tests.factories.browser import Browser
from tests.factories.papers import pdf
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.services.desks import Worker

FLOW = catalog().workflow("records_request")
ASKED = {"what": "The garbage contract", "form": "file", "name": "Ada", "email": "ada@example.org"}
ACTING = NewMandate("Núria Ferrer", "lawyer", "letters", email="nuria@ferrer-law.example")
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
    """A request that somebody entered by phone, and that is worked on; a lawyer acts for who asked."""
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
            name_mandate(session, case.id, ACTING)
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


@pytest.fixture(scope="module")
def scanned(officer: Browser, number: str) -> str:
    """The address of a record of two pages."""
    at = f"/desk/cases/{number}/records"
    paper = {"title": "Scanned contract", "file": (BytesIO(pdf("Price: 412", "Mondays")), "scan.pdf")}
    assert officer.post(at, paper, form=at, content_type="multipart/form-data").status_code == 303
    found = re.findall(rf'{at}/([0-9a-f-]{{36}})">([^<]+)', officer.get(at).get_data(as_text=True))
    return next(f"{at}/{one}" for one, title in found if title == "Scanned contract")


def test_an_area_is_marked_on_the_picture_of_a_page_and_made_black_in_a_new_file(
    officer: Browser, scanned: str
) -> None:
    at = f"{scanned}/areas"
    picture = officer.get(f"{at}/page.png?page=2")
    assert (picture.mimetype, picture.headers["Cache-Control"]) == ("image/png", "no-store")
    assert officer.get(f"{at}/page.png?page=3").status_code == 404
    marked = {"page": "1", "left": "10", "top": "10", "width": "80", "height": "8"}
    line = marked | {"exemption": "gc7927_705", "reason": "A trade secret"}
    refused = officer.post(at, line | {"width": "95"}, form=at)
    assert refused.status_code == 422 and 'value="95"' in refused.get_data(as_text=True)
    assert officer.post(at, line, form=at).status_code == 303
    page = officer.get(at).get_data(as_text=True)
    assert '<rect class="blackened" x="100" y="100" width="800" height="80"/>' in page
    assert "10 to 90 % from the left, 10 to 18 % from the top" in page and "Page 1 of 2" in page
    assert officer.post(f"{at}/make", {}, form=at).headers["Location"].endswith(scanned)
    assert "Given out in part" in officer.get(scanned).get_data(as_text=True)
    of_text = scanned.rpartition("/")[0] + "/" + str(UUID(int=1)) + "/areas"
    assert officer.get(of_text).status_code == 404


@pytest.mark.parametrize(
    "page",
    [
        *("board", "agreements/", "cases/{n}/records", "cases/{n}/mandates", "cases/{n}/"),
        *("{scanned}", "{scanned}/areas", "{scanned}/areas/page.png"),
    ],
)
def test_each_page_asks_the_database_little(
    officer: Browser, number: str, scanned: str, counted: Any, page: str
) -> None:
    path = f"/desk/{page}".format(n=number, scanned=scanned.removeprefix("/desk/"))
    officer.get(path)
    with counted() as statements:
        assert officer.get(path).status_code == 200
    told = [re.sub(r"SELECT .*? FROM", "SELECT FROM", one, flags=re.DOTALL)[:60] for one in statements]
    assert len(statements) <= MOST, (path, len(statements), told)
