"""The administrator's page of promises: one is changed, its version is listed, and open cases get it only on demand."""

import re

import pytest

from casework.settings import Settings
from tests.factories.browser import Browser
from tests.factories.tenants import make_tenant, make_user
from tests.web.public.conftest import fill
from tests.web.requests.test_public_pages import POTHOLE, SERVICE
from tests.working import work_off

PAGE, APPLY = "/admin/promises/", "/admin/promises/apply"
FIVE = {"key": "constituent_request.resolve", "amount": "5", "count": "working", "seen": "0"}


@pytest.fixture
def council(database):
    return make_tenant(database, "Promiseville", kind="council")


@pytest.fixture
def chief(app, database, council):
    here = Browser(app, council)
    assert here.sign_in(make_user(database, council, "administrator", name="Orsola")).status_code == 303
    return here


def test_a_promise_is_made_listed_and_applied(app, database, council, chief):
    wrong = chief.post(PAGE, {**FIVE, "amount": "x", "reason": ""}, form=PAGE)
    assert wrong.status_code == 422 and 'href="#amount"' in wrong.get_data(as_text=True)
    assert chief.get(APPLY).status_code == 404
    assert (
        chief.post(PAGE, {**FIVE, "level": "Partners", "reason": "By contract"}, form=PAGE).status_code == 303
    )
    page = chief.get(PAGE).get_data(as_text=True)
    assert "By contract" in page and "Partners: 5 working days" in page and "Orsola" in page
    assert "No open case would be due another day." in chief.get(APPLY).get_data(as_text=True)
    assert chief.post(APPLY, {"number": "1"}, form=APPLY).status_code == 303
    other = make_tenant(database, "Nextville", kind="council")
    neighbour = Browser(app, other)
    neighbour.sign_in(make_user(database, other, "administrator", name="Else"))
    assert "By contract" not in neighbour.get(PAGE).get_data(as_text=True)
    officer = Browser(app, council)
    officer.sign_in(make_user(database, council, "request_officer", name="Noor"))
    assert officer.get(PAGE).status_code == 403


def test_the_history_of_a_case_names_the_officer_who_let_other_promises_hold(
    app, settings: Settings, database, council, chief
):
    here = Browser(app, council)
    fill(here, SERVICE, POTHOLE)
    sent = here.post(f"/apply/{SERVICE}/check", {"truth": "yes"})
    number = re.search(r"R-\d{3}-\d{3}-\d{3}", here.get(sent.location).get_data(as_text=True))[0]
    assert chief.post(PAGE, {**FIVE, "reason": "A new crew"}, form=PAGE).status_code == 303
    assert chief.post(APPLY, {"number": "1"}, form=APPLY).status_code == 303
    work_off(app, settings)
    officer = Browser(app, council)
    officer.sign_in(make_user(database, council, "request_officer", name="Noor"))
    told = officer.get(f"/desk/cases/{number}/").get_data(as_text=True)
    assert "Other promises hold for this case, by Orsola: due" in told


def test_the_laws_of_an_office_are_chosen_and_the_usual_one_comes_first(chief):
    page = chief.get(PAGE).get_data(as_text=True)
    uk, us = (re.search(f'value="({one}[^"]*)"', page)[1] for one in ("uk_foia", "us_foia"))
    typed = {"laws": [us, uk], "usual": uk, "seen": "0", "reason": "We answer under both"}
    assert chief.post(PAGE + "laws", {**typed, "usual": "none"}, form=PAGE).status_code == 422
    wrong = chief.post(PAGE + "laws", {**typed, "reason": ""}, form=PAGE)
    kept = wrong.get_data(as_text=True)
    assert wrong.status_code == 422 and 'href="#law_reason"' in kept and f'value="{uk}" checked' in kept
    assert chief.post(PAGE + "laws", typed, form=PAGE).status_code == 303
    assert chief.post(PAGE + "laws", typed, form=PAGE).status_code == 409, (
        "another version was made meanwhile"
    )
    again = chief.post(PAGE + "laws", {**typed, "seen": "1"}, form=PAGE)
    assert again.status_code == 422 and "It is so already" in again.get_data(as_text=True)
    assert "We answer under both" in chief.get(PAGE).get_data(as_text=True)
