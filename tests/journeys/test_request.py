"""A request to the city: told on a phone, done by a crew, seen as done, and not done after all."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from casework.packs import catalog
from casework.settings import Database
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.journeys.steps import CANARY, Citizen, Officer, Typed
from tests.journeys.town import Town
from tests.services.documents.sample_files import picture

pytestmark = pytest.mark.browser
EMAIL = "ravi.menon@resident.example"
REQUEST = catalog().workflow("constituent_request")
TOLD: dict[str, Typed] = {
    "what": {
        "category": "streetlight",
        "danger": "no",
        "description": "The light has been out since Monday.",
        "photo": picture(),
    },
    "where": {"place-text": "Harbor Avenue at 3rd Street"},
    "contact": {"name": "Ravi Menon", "email": EMAIL},
}
DONE = "The lamp was replaced and the cable checked."


@pytest.fixture
def city(database: Database) -> MadeTenant:
    return make_tenant(database, "Lakeshore", kind="council", timezone="America/Chicago")


def test_a_request_is_told_done_and_opened_again(
    town: Town,
    database: Database,
    city: MadeTenant,
    citizen: Callable[..., Citizen],
    officer: Callable[..., Officer],
) -> None:
    next_door(database, citizen)
    resident = citizen(city, width=390)
    resident.go("/")
    resident.follow(REQUEST.title.text("en"))
    number, code = resident.apply(REQUEST, TOLD)
    desk = officer(make_user(database, city, "request_officer", name="Jonquil Ashby"))
    desk.find(number)
    desk.reads("Streetlight that is out", "Harbor Avenue at 3rd Street", "photo.jpg")
    desk.move("Send to a team", {"priority": "soon"})
    crew = officer(make_user(database, city, "field_worker", name="Tuyết Anh Marlow"))
    desk.assign(number, "Tuyết Anh Marlow, Field worker")
    crew.find(number)
    crew.move("Start the work")
    crew.move("It is done", {"outcome": "fixed", "public_message": DONE})
    town.work_off()
    sees_it_done(resident, number, code)
    resident.follow("It is not done")
    resident.heads(f"It is not done: {number}?")
    resident.is_accessible()
    resident.press("Yes: It is not done")
    resident.heads("The team is on it")
    desk.find(number)
    desk.reads("In progress")
    expect(desk.section("History")).to_contain_text("It is not done")


def next_door(database: Database, citizen: Callable[..., Citizen]) -> None:
    """Another city has a request from the same address."""
    other = citizen(make_tenant(database, "Hillcrest", kind="council", timezone="America/Chicago"))
    other.go(f"/services/{REQUEST.name}/")
    what = {**TOLD["what"], "description": f"{CANARY} the same light"}
    what.pop("photo")
    other.page.locator("main a.button").click()
    for typed in (what, TOLD["where"], TOLD["contact"]):
        other.fill(typed)
        other.press("Continue", within=other.page.locator("main"))
    other.page.locator("#truth").check()
    other.press("Send", exact=True)
    expect(other.page.locator("main dl bdi.mono")).to_have_count(2)


def sees_it_done(resident: Citizen, number: str, code: str) -> None:
    resident.track(number, code)
    resident.heads("Done")
    resident.reads(DONE, "Not done? Tell us within 14 days")
    resident.is_accessible()
    resident.page.goto(f"{resident.town.url}/dev/outbox")
    own = resident.page.locator("tr", has_text=EMAIL).filter(has_text=f"Done: {number}")
    expect(own).to_have_count(1)
    own.get_by_role("link").click()
    resident.reads(DONE)
    resident.go(f"/track/{number}/")


def test_the_office_and_its_members_are_looked_after(
    database: Database, city: MadeTenant, officer: Callable[..., Officer]
) -> None:
    chief = officer(make_user(database, city, "administrator", name="Orsola Finch"))
    make_user(database, city, "team_lead", name="Marcus Thorngate")
    chief.go("/admin/members/")
    chief.reads("Marcus Thorngate")
    chief.is_accessible()
    chief.follow("Marcus Thorngate")
    chief.heads("Marcus Thorngate")
    chief.is_accessible()
    chief.go("/admin/")
    chief.reads("Lakeshore")
    chief.is_accessible()
    chief.go("/desk/workflows/")
    chief.go("/account/")
    chief.reads("Orsola Finch")
    chief.is_accessible()
