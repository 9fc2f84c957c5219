"""Somebody is served sooner: said at the person, told by the deadline to clerk and applicant, overridden by hand."""

import re

import pytest
from flask import Flask

from casework.settings import Database, Settings
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.web.public.conftest import fill
from tests.web.requests.test_public_pages import POTHOLE, SERVICE
from tests.working import work_off

WORDS = "Promised at the level “Particular care”, by what we have on record of the person."
SINCE = {"since-day": "1", "since-month": "1", "since-year": "2026"}


@pytest.fixture(scope="module")
def lakeshore(database: Database) -> MadeTenant:
    return make_tenant(database, "Lakeside", kind="council")


@pytest.fixture(scope="module")
def officer(app: Flask, database: Database, lakeshore: MadeTenant) -> Browser:
    here = Browser(app, lakeshore)
    assert here.sign_in(make_user(database, lakeshore, "request_officer")).status_code == 303
    return here


def text_of(here: Browser, path: str) -> str:
    return here.get(path).get_data(as_text=True)


def test_a_class_of_a_person_moves_the_deadline_of_their_case_and_both_sides_read_why(
    app: Flask, settings: Settings, lakeshore: MadeTenant, officer: Browser
) -> None:
    applicant = Browser(app, lakeshore)
    fill(applicant, SERVICE, POTHOLE)
    done = applicant.post(f"/apply/{SERVICE}/check", {"truth": "yes"}).location
    number, code = re.findall(r"<b>([0-9A-Z-]{11,24})</b>", text_of(applicant, done))
    case = f"/desk/cases/{number}/"
    party = re.search(r"/parties/[0-9a-f-]{36}", text_of(officer, case))
    assert party
    match = f"/desk/cases/{number}{party[0]}"
    assert officer.post(f"{match}/create", form=match).status_code == 303
    person = re.search(r"/desk/people/[0-9a-f-]{36}", text_of(officer, case))
    assert person
    page = f"{person[0]}/classes?case={number}"
    wrong = officer.post(page, {"code": "vulnerable", "reason": ""})
    assert wrong.status_code == 422 and "Say why" in wrong.get_data(as_text=True)
    said = officer.post(page, {"code": "vulnerable", "reason": "Told us so", **SINCE})
    assert said.status_code == 303
    work_off(app, settings)
    assert "Needs particular care" in text_of(officer, f"{person[0]}?case={number}")
    assert WORDS in text_of(officer, case)
    track = text_of(applicant, applicant.post("/track/", {"number": number, "code": code}).location)
    assert WORDS in track and "Needs particular care" not in track
    extend = f"{case}extend"
    assert "Now: Particular care, by what is on record" in text_of(officer, extend)
    assert officer.post(f"{case}level", {"level": ""}, form=extend).status_code == 303
    assert WORDS not in text_of(officer, case) and "as an officer chose" in text_of(officer, extend)
    assert officer.post(f"{case}level", {"level": "="}, form=extend).status_code == 303
    assert WORDS in text_of(officer, case)
    ending = re.search(r"/classes/[0-9a-f-]{36}/end", text_of(officer, page))
    assert ending
    assert officer.post(f"{person[0]}{ending[0]}?case={number}", form=page).status_code == 303
    assert officer.post(f"{person[0]}{ending[0]}?case={number}", form=page).status_code == 409
    assert WORDS in text_of(officer, case)  # what a case began with stays
