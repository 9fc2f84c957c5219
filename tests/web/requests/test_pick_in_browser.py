"""Saying where it is: by a tap on the map, by keys alone, and without the module by the names of areas."""

import re
import socket
import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect
from psycopg.types.json import Jsonb
from werkzeug.serving import make_server

from casework.app import create_app
from casework.domain.geojson import shape_document
from casework.services.demo.town import SHAPES
from casework.settings import Database, Settings
from casework.store.bind import release_store
from tests.axe import faults
from tests.factories.tenants import CHEAP, MadeTenant, make_tenant

pytestmark = pytest.mark.browser


def with_areas(database: Database, tenant: MadeTenant) -> None:
    with psycopg.connect(database.owner.replace("+psycopg", "")) as owner:
        for position, (code, (name, polygon, streets)) in enumerate(SHAPES.items()):
            south, west, north, east = polygon.box
            owner.execute(
                "insert into area (tenant_id, id, code, name, position, shape, south, west, north, east, streets)"
                " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    *(tenant.id, uuid.uuid4(), code, name, position, Jsonb(shape_document((polygon,)))),
                    *(south, west, north, east, list(streets)),
                ],
            )


@pytest.fixture(scope="module")
def form(settings: Settings, database: Database) -> Iterator[str]:
    """The address of the form's page that asks where."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(replace(settings, base_url=f"http://127.0.0.1:{port}", port=port))
    app.config.update(PASSWORD_COST=CHEAP, QUICKEST_PERSON=0)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    tenant = make_tenant(database, "Lakeshore", kind="council")
    with_areas(database, tenant)
    yield f"http://127.0.0.1:{port}/t/{tenant.slug}/apply/constituent_request"
    server.shutdown()
    thread.join()
    server.server_close()
    release_store(app)


def at_where(browser: Browser, form: str, *, module: bool = True, width: int = 1280) -> Page:
    context = browser.new_context(
        java_script_enabled=module, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{form}/what")
    page.locator("[name=category][value=pothole]").check()
    page.locator("[name=danger][value=no]").check()
    page.locator("[name=description]").fill("A hole")
    page.locator("button.button[value=continue]").click()
    expect(page).to_have_url(re.compile("/where"))
    return page


@pytest.mark.parametrize("width", [320, 1280])
def test_a_tap_marks_the_place_and_says_in_which_area(browser: Browser, form: str, width: int) -> None:
    page = at_where(browser, form, width=width)
    face = page.locator(".pick")
    box = face.bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
    face.click(position={"x": box["width"] * 0.3, "y": box["height"] * 0.15})
    expect(page.locator("[data-pick] [role=status]")).to_have_text("Marked in Northside")
    lat, lon = (float(page.locator(f"[name=place-{part}]").input_value()) for part in ("lat", "lon"))
    assert 43.31 < lat < 43.342 and -88.0 < lon < -87.95
    expect(page.locator("[name=place-text]")).to_have_value(re.compile(r"^Northside, 43\.3"))
    assert faults(page) == {}
    page.locator("button.button[value=continue]").click()
    expect(page).to_have_url(re.compile("/contact"))
    page.go_back()
    expect(page.locator("[data-pick] [role=status]")).to_have_text("Marked in Northside")
    page.context.close()


def test_keys_alone_mark_move_and_take_away(browser: Browser, form: str) -> None:
    page = at_where(browser, form)
    page.locator(".pick").focus()
    page.keyboard.press("ArrowUp")
    first = float(page.locator("[name=place-lat]").input_value())
    page.keyboard.press("ArrowUp")
    large = float(page.locator("[name=place-lat]").input_value()) - first
    page.keyboard.press("Shift+ArrowUp")
    small = float(page.locator("[name=place-lat]").input_value()) - first - large
    assert large > 4 * small > 0
    page.locator("[name=place-text]").fill("Behind the school")
    page.locator(".pick").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[name=place-text]")).to_have_value("Behind the school")
    page.keyboard.press("Delete")
    expect(page.locator("[name=place-lat]")).to_have_value("")
    expect(page.locator("[data-pick] [role=status]")).to_have_text("Nothing is marked")
    page.context.close()


def test_without_the_module_an_area_is_chosen_by_its_name(browser: Browser, form: str) -> None:
    page = at_where(browser, form, module=False)
    expect(page.locator("[data-pick]")).to_be_hidden()
    page.locator("[name=place-area]").select_option("old-town")
    page.locator("button.button[value=continue]").click()
    expect(page).to_have_url(re.compile("/contact"))
    page.goto(f"{form}/where")
    expect(page.locator("[name=place-text]")).to_have_value("Old Town")
    page.context.close()
