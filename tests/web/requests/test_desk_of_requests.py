"""At the desk: a request is sent elsewhere, published in other words, answered with words that were ready."""

import re
import uuid

import psycopg
import pytest
from flask import Flask

from casework.settings import Database, Settings
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.jobs.test_mail import mails, words
from tests.web.public.conftest import fill
from tests.web.requests.test_public_pages import POTHOLE, SERVICE
from tests.working import work_off


@pytest.fixture(scope="module")
def lakeshore(database: Database) -> MadeTenant:
    return make_tenant(database, "Lakeshore", kind="council", languages=("en", "es"))


@pytest.fixture(scope="module")
def parks(database: Database, lakeshore: MadeTenant) -> str:
    """A unit that takes trees."""
    unit = uuid.uuid4()
    with psycopg.connect(database.owner.replace("+psycopg", "")) as owner:
        owner.execute(
            "insert into unit (tenant_id, id, code, name, takes) values (%s, %s, 'parks', 'Parks team', %s)",
            [lakeshore.id, unit, ["constituent_request/tree"]],
        )
    return str(unit)


def signed_in(app: Flask, database: Database, tenant: MadeTenant, title: str) -> Browser:
    here = Browser(app, tenant)
    assert here.sign_in(make_user(database, tenant, title)).status_code == 303
    return here


@pytest.fixture(scope="module")
def officer(app: Flask, database: Database, lakeshore: MadeTenant) -> Browser:
    return signed_in(app, database, lakeshore, "request_officer")


@pytest.fixture(scope="module")
def admin(app: Flask, database: Database, lakeshore: MadeTenant) -> Browser:
    return signed_in(app, database, lakeshore, "administrator")


@pytest.fixture
def number(app: Flask, lakeshore: MadeTenant) -> str:
    here = Browser(app, lakeshore)
    told = {**POTHOLE, "contact": {**POTHOLE["contact"], "email": f"{uuid.uuid4().hex[:8]}@example.org"}}
    fill(here, SERVICE, told)
    sent = here.post(f"/apply/{SERVICE}/check", {"truth": "yes"})
    found = re.search(r"R-\d{3}-\d{3}-\d{3}", here.get(sent.location).get_data(as_text=True))
    assert found
    return found[0]


def hidden(browser: Browser, path: str) -> dict[str, str]:
    page = browser.get(path).get_data(as_text=True)
    return dict(re.findall(r'<input type="hidden" name="(version|seen)" value="(\d+)"', page))


def row(database: Database, sql: str, *values: object) -> tuple[object, ...]:
    with psycopg.connect(database.owner.replace("+psycopg", "")) as owner:
        found = owner.execute(sql, values).fetchone()
    assert found
    return found


def test_a_request_in_the_wrong_hands_goes_on_with_its_number_clock_and_history_and_the_person_is_told(
    app: Flask, settings: Settings, database: Database, officer: Browser, parks: str, number: str
) -> None:
    what = 'select id, opened_at, state from "case" where number = %s'
    before = row(database, what, number)
    page = f"/desk/cases/{number}/reroute"
    sent = officer.post(page, {"category": "tree", "unit": "", **hidden(officer, page)})
    assert sent.status_code == 303
    assert row(database, what, number) == before
    (category, agency) = row(
        database, "select category, agency from public_request where number = %s", number
    )
    assert (category, agency) == ("tree", "Parks team")
    case = officer.get(f"/desk/cases/{number}/").get_data(as_text=True)
    assert "Sent to Parks team, by you" in case and "Tree or branch" in case
    (address,) = row(database, "select email from case_party where case_id = %s", before[0])
    for _ in range(2):
        work_off(app, settings)
    assert any("Parks team sees to it now" in words(mail) for mail in mails(app, str(address)))
    facts = row(database, "select count(*) from fact where case_id = %s and field = 'category'", before[0])
    assert facts == (2,), "what it was before stays written"


def test_two_who_send_it_on_at_once_do_not_undo_each_other(officer: Browser, parks: str, number: str) -> None:
    page = f"/desk/cases/{number}/reroute"
    first, late = hidden(officer, page), hidden(officer, page)
    assert officer.post(page, {"category": "tree", "unit": "", **first}).status_code == 303
    assert officer.post(page, {"category": "graffiti", "unit": "", **late}).status_code == 409


def test_a_category_or_a_unit_that_is_none_is_refused(officer: Browser, number: str) -> None:
    page = f"/desk/cases/{number}/reroute"
    for wrong in ({"category": "nothing"}, {"category": "tree", "unit": str(uuid.uuid4())}):
        assert officer.post(page, {"unit": "", **wrong, **hidden(officer, page)}).status_code == 422


def test_what_everybody_reads_is_what_an_officer_released_and_the_original_stays(
    app: Flask, database: Database, lakeshore: MadeTenant, officer: Browser, number: str
) -> None:
    page = f"/desk/cases/{number}/public"
    assert "A hole CNRY-words" in officer.get(page).get_data(as_text=True)
    guest = Browser(app, lakeshore)
    assert "CNRY" not in guest.get(f"/requests/{number}").get_data(as_text=True)
    assert officer.post(page, {"publish": "yes", "words": "A hole in the road."}).status_code == 303
    public = guest.get(f"/requests/{number}").get_data(as_text=True)
    assert "A hole in the road." in public and "CNRY-words" not in public
    kept = row(
        database,
        "select f.value #>> '{}' from fact f join \"case\" c on (c.tenant_id, c.id) = (f.tenant_id, f.case_id)"
        " where f.field = 'description' and c.number = %s",
        number,
    )
    assert kept == ("A hole CNRY-words",)
    assert officer.post(page, {"publish": "no", "words": ""}).status_code == 303
    assert guest.get(f"/requests/{number}").status_code == 404


def test_a_ready_answer_fills_the_box_in_the_language_of_whoever_asked(
    admin: Browser, officer: Browser, number: str
) -> None:
    told = {
        "title": "Not our road",
        "words-en": "Ask the county about [number].",
        "moves": ["reject"],
    }
    assert admin.post("/admin/answers/new", told).status_code == 303
    assert admin.post("/admin/answers/new", told).status_code == 422, "a title is there once"
    page = officer.get(f"/desk/cases/{number}/moves/reject").get_data(as_text=True)
    link = re.search(r'href="([^"]*\?answer=[^"]*)">Not our road', page)
    assert link
    filled = officer.get(link[1]).get_data(as_text=True)
    assert f"Ask the county about {number}." in filled
    assert "Not our road" not in officer.get(f"/desk/cases/{number}/moves/triage").get_data(as_text=True)
