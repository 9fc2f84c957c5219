"""An administrator draws areas, adds a category with a question of its own, and says who sees to it where."""

import json
import re

import psycopg
import pytest
from flask import Flask

from casework.settings import Database
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.web.public.conftest import fill
from tests.web.requests.test_public_pages import POTHOLE, SERVICE

SQUARE = json.dumps(
    {
        "type": "Polygon",
        "coordinates": [[[-88.1, 43.1], [-88.0, 43.1], [-88.0, 43.2], [-88.1, 43.2], [-88.1, 43.1]]],
    }
)
FIGURES = {"publish": "at_once", "grid": "0", "radius": "20", "days": "30"}


@pytest.fixture(scope="module")
def lakeshore(database: Database) -> MadeTenant:
    return make_tenant(database, "Lakeshore", kind="council", languages=("en", "vi"))


@pytest.fixture(scope="module")
def admin(app: Flask, database: Database, lakeshore: MadeTenant) -> Browser:
    here = Browser(app, lakeshore)
    assert here.sign_in(make_user(database, lakeshore, "administrator")).status_code == 303
    return here


@pytest.fixture(scope="module")
def unit(admin: Browser) -> str:
    """A unit's id, as the pages name it."""
    made = admin.post("/admin/units/", {"name": "North crew"}, form="/admin/units/")
    return str(made.location.rstrip("/").rsplit("/", 1)[-1])


@pytest.fixture(scope="module")
def area(admin: Browser) -> str:
    """An area's id."""
    told = {"name": "North side", "shape": SQUARE, "streets": "Quay Street 1-9", "position": "0"}
    assert admin.post("/admin/areas/new", told).status_code == 303
    page = admin.get("/admin/areas/").get_data(as_text=True)
    assert 'class="chart map"' in page
    found = re.search(r"/admin/areas/([0-9a-f-]{36})", page)
    assert found
    return found[1]


def sent(
    app: Flask, tenant: MadeTenant, database: Database, **changes: dict[str, str]
) -> tuple[str, str | None]:
    """A request from the web: its category, and the unit that has it."""
    here = Browser(app, tenant)
    fill(here, SERVICE, {page: {**boxes, **changes.get(page, {})} for page, boxes in POTHOLE.items()})
    answer = here.post(f"/apply/{SERVICE}/check", {"truth": "yes"})
    number = re.search(r"R-\d{3}-\d{3}-\d{3}", here.get(answer.location).get_data(as_text=True))
    assert number
    with psycopg.connect(database.owner.replace("+psycopg", "")) as owner:
        row = owner.execute(
            "select r.category, r.agency from public_request r where r.number = %s", [number[0]]
        ).fetchone()
    assert row
    return row


def test_who_sees_to_a_category_depends_on_where_it_is(
    app: Flask, admin: Browser, unit: str, area: str, lakeshore: MadeTenant, database: Database
) -> None:
    page = "/admin/categories/pothole"
    assert admin.post(f"{page}/routes", {"unit-north-side": unit, "unit-": ""}, form=page).status_code == 303
    assert "North crew (North side)" in admin.get("/admin/categories/").get_data(as_text=True)
    at = {"place-text": "Somewhere", "place-lat": "43.15", "place-lon": "-88.05"}
    away = {"place-text": "Somewhere", "place-lat": "43.95", "place-lon": "-88.05"}
    told = {"place-text": "Quay Street 5", "place-lat": "", "place-lon": ""}
    assert sent(app, lakeshore, database, where=at) == ("pothole", "North crew")
    assert sent(app, lakeshore, database, where=told) == ("pothole", "North crew")
    assert sent(app, lakeshore, database, where=away) == ("pothole", None)
    form = {"name": "North crew", "takes": ["constituent_request/tree"]}
    assert admin.post(f"/admin/units/{unit}", form).status_code == 303
    assert sent(app, lakeshore, database, where=at)[1] == "North crew", "the unit's own page keeps it"


def test_a_category_of_the_office_asks_its_own_question_and_the_answer_goes_to_the_team(
    app: Flask, admin: Browser, lakeshore: MadeTenant, database: Database
) -> None:
    told = {"code": "bike_rack", "label-en": "Bike rack", "label-vi": "Giá xe đạp", **FIGURES}
    assert admin.post("/admin/categories/new", told).location.endswith("/admin/categories/bike_rack")
    question = {
        "question-en": "What is broken?",
        "why-en": "The team brings the right parts.",
        "kind": "choice",
        "options-en": "The lock\nThe bar",
        "options-vi": "Khóa\nThanh",
        "required": "yes",
    }
    page = "/admin/categories/bike_rack"
    assert admin.post(page, {**told, **question}).status_code == 303
    assert "What is broken?" in admin.get(page).get_data(as_text=True)
    here = Browser(app, lakeshore)
    first = here.get(f"/apply/{SERVICE}/what").get_data(as_text=True)
    assert "Bike rack" in first and "What is broken?" in first
    what = {**POTHOLE["what"], "category": "bike_rack"}
    unanswered = here.post(f"/apply/{SERVICE}/what", {**what, "act": "continue"})
    assert unanswered.status_code == 422 and "q_bike_rack_q1" in unanswered.get_data(as_text=True)
    assert sent(app, lakeshore, database, what={**what, "q_bike_rack_q1": "a2"})[0] == "bike_rack"
    with psycopg.connect(database.owner.replace("+psycopg", "")) as owner:
        kept = owner.execute(
            "select f.value #>> '{}', f.label, f.keep from fact f where f.field = 'q_bike_rack_q1'"
        ).fetchall()
    assert kept == [("a2", "matter", "P3Y")]


def test_a_category_that_is_off_is_offered_no_more_and_another_office_never_had_it(
    app: Flask, admin: Browser, lakeshore: MadeTenant, database: Database
) -> None:
    page = "/admin/categories/graffiti"
    words = {"label-en": "Graffiti", **FIGURES}
    assert admin.post(page, {**words, "off": "yes"}).status_code == 303
    assert 'value="graffiti"' not in Browser(app, lakeshore).get(f"/apply/{SERVICE}/what").get_data(
        as_text=True
    )
    other = Browser(app, make_tenant(database, "Eastlake", kind="council"))
    first = other.get(f"/apply/{SERVICE}/what").get_data(as_text=True)
    assert 'value="graffiti"' in first and "Bike rack" not in first


@pytest.mark.parametrize(
    ("path", "boxes", "wrong"),
    [
        ("/admin/areas/new", {"name": "", "shape": SQUARE}, "name"),
        ("/admin/areas/new", {"name": "Nowhere"}, "shape"),
        ("/admin/areas/new", {"name": "Bad", "shape": '{"type": "Point"}'}, "shape"),
        ("/admin/areas/new", {"name": "Bad", "streets": ",,"}, "streets"),
        ("/admin/categories/new", {"code": "pothole", "label-en": "x", **FIGURES}, "code"),
        ("/admin/categories/new", {"code": "Bad Name", "label-en": "x", **FIGURES}, "code"),
        ("/admin/categories/new", {"code": "fine", **FIGURES}, "label-en"),
        ("/admin/categories/tree", {**FIGURES, "radius": "many"}, "radius"),
        ("/admin/categories/tree", {**FIGURES, "publish": "maybe"}, "publish"),
        ("/admin/categories/tree", {**FIGURES, "question-en": "Which?", "kind": "text"}, "why-en"),
        (
            "/admin/categories/tree",
            {**FIGURES, "question-en": "Which?", "why-en": "To know.", "kind": "choice", "options-en": "One"},
            "options-en",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_box(
    admin: Browser, path: str, boxes: dict[str, str], wrong: str
) -> None:
    answer = admin.post(path, boxes)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#{wrong}"' in page and f'id="{wrong}-error"' in page
