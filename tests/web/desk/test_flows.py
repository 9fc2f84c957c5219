"""Everybody who works in an office sees how its cases go, and no office sees another's workflows."""

from bs4 import BeautifulSoup

from casework.packs import catalog
from tests.web.desk.conftest import Port


def test_the_list_leads_to_every_workflow_of_the_office(port: Port) -> None:
    here = port.browser("cashier")
    answer = here.get("/desk/workflows/")
    soup = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    names = {link["href"].rsplit("/", 1)[-1] for link in soup.select(".service a")}
    assert names == {flow.name for flow in catalog().offered("motor_vehicle_agency")} >= {"vehicle_transfer"}


def test_a_workflow_shows_drawing_moves_questions_and_limits(port: Port, counted) -> None:
    here = port.browser("title_clerk")
    here.get("/desk/workflows/vehicle_transfer")
    with counted() as statements:
        answer = here.get("/desk/workflows/vehicle_transfer")
    assert answer.status_code == 200
    assert len(statements) == 0
    soup = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    assert soup.select_one("svg.chart[role=img] title").text == "Transfer a vehicle"
    text = soup.get_text(" ", strip=True)
    for words in (
        "Complete the transfer",
        "not whoever did this",
        "Document number",
        "sealed",
        "10 working days",
    ):
        assert words in text
    assert len(soup.select("h1")) == 1


def test_another_kinds_workflow_is_not_there(port: Port) -> None:
    here = port.browser("title_clerk")
    assert here.get("/desk/workflows/gift_intake").status_code == 404
    assert here.get("/desk/workflows/nothing").status_code == 404


def test_who_is_not_signed_in_is_sent_to_sign_in(port: Port) -> None:
    from tests.factories.browser import Browser

    assert Browser(port.app, port.tenant).get("/desk/workflows/").status_code in (302, 303, 401)
