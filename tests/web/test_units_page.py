"""The administrator's page of units: add, fill, retire; nobody else gets there."""

import pytest

from tests.factories.browser import Browser
from tests.factories.tenants import make_tenant, make_user


@pytest.fixture
def council(database):
    return make_tenant(database, "Unitville", kind="council")


@pytest.fixture
def chief(app, database, council):
    here = Browser(app, council)
    assert here.sign_in(make_user(database, council, "administrator", name="Orsola")).status_code == 303
    return here


def test_a_unit_is_added_filled_and_retired(app, database, council, chief):
    officer = make_user(database, council, "request_officer", name="Jonquil Ashby")
    made = chief.post("/admin/units/", {"name": "Roads and lights"}, form="/admin/units/")
    assert made.status_code == 303
    path = "/admin/units/" + made.headers["Location"].rstrip("/").rsplit("/", 1)[1]
    told = {"name": "Roads", "takes": ["constituent_request/pothole"], "members": [str(officer.id)]}
    assert chief.post(path, told, form=path).status_code == 303
    page = chief.get("/admin/units/").get_data(as_text=True)
    assert "Roads" in page and "Jonquil Ashby" in page and "Pothole or broken street" in page
    assert chief.post(f"{path}/retire", {}, form=path).status_code == 303
    assert "Retired" in chief.get("/admin/units/").get_data(as_text=True)
    assert chief.post(f"{path}/back", {}, form=path).status_code == 303


def test_a_name_that_is_taken_comes_back_with_a_reason(chief):
    assert chief.post("/admin/units/", {"name": "Roads"}, form="/admin/units/").status_code == 303
    again = chief.post("/admin/units/", {"name": "roads"}, form="/admin/units/")
    assert again.status_code == 422 and "There is a unit of this name already" in again.get_data(as_text=True)


def test_only_the_administrator_gets_there_and_only_to_the_own_units(app, database, council, chief):
    lead = Browser(app, council)
    lead.sign_in(make_user(database, council, "team_lead", name="Marcus"))
    assert lead.get("/admin/units/").status_code == 403
    made = chief.post("/admin/units/", {"name": "Roads"}, form="/admin/units/")
    other = make_tenant(database, "Elsewhere", kind="council")
    neighbour = Browser(app, other)
    neighbour.sign_in(make_user(database, other, "administrator", name="Else"))
    unit = made.headers["Location"].rstrip("/").rsplit("/", 1)[1]
    assert neighbour.get(f"/admin/units/{unit}").status_code == 404
