"""The pages of accounts and administration in a real browser: axe, narrow screens, the content policy."""

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from casework.app import create_app
from casework.settings import Database, Settings
from casework.store.bind import release_store
from tests.axe import faults
from tests.factories.tenants import CHEAP, PASSWORD, MadeTenant, MadeUser, make_tenant, make_user

pytestmark = pytest.mark.browser
GUESTS = ("/sign-in", "/forgot", "/nowhere")
MEMBERS = (
    "/account/",
    "/account/tokens/",
    "/account/tokens/new",
    "/confirm",
    "/admin/members/",
    "/admin/members/invite",
    "/admin/office",
)


@dataclass
class Place:
    """A tenant on a real port, and its administrator."""

    base: str
    tenant: MadeTenant
    boss: MadeUser

    def at(self, path: str) -> str:
        return f"{self.base}/t/{self.tenant.slug}{path}"


@pytest.fixture(scope="module")
def place(settings: Settings, database: Database) -> Iterator[Place]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    app = create_app(replace(settings, base_url=base, port=port))
    app.config.update(PASSWORD_COST=CHEAP)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    tenant = make_tenant(database, "Northport")
    yield Place(base, tenant, make_user(database, tenant, "administrator", "title_examiner"))
    server.shutdown()
    thread.join()
    server.server_close()
    release_store(app)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test when the browser complains of anything but an expected status."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    shown, complaints = context.new_page(), []
    shown.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    yield shown
    context.close()
    assert not [said for said in complaints if "the server responded with a status of" not in said]


def _sign_in(page: Page, place: Place) -> None:
    page.goto(place.at("/sign-in"))
    page.get_by_label("E-mail").fill(place.boss.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def _faultless(page: Page) -> None:
    assert not faults(page, second=None)
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("path", GUESTS)
def test_pages_before_signing_in_have_no_fault(page: Page, place: Place, path: str) -> None:
    page.goto(place.at(path))
    _faultless(page)


def test_the_front_page_has_no_fault(page: Page, place: Place) -> None:
    page.goto(place.base + "/")
    _faultless(page)


def test_pages_of_members_and_administrators_have_no_fault(page: Page, place: Place) -> None:
    _sign_in(page, place)
    for path in MEMBERS:
        page.goto(place.at(path))
        _faultless(page)
    page.goto(place.at(f"/admin/members/{place.boss.id}"))
    _faultless(page)


def test_a_refused_sign_in_keeps_the_address_and_leads_to_it(page: Page, place: Place) -> None:
    page.goto(place.at("/sign-in"))
    page.get_by_label("E-mail").fill("somebody@northport.example")
    page.get_by_label("Password").fill("eight quiet herons")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("E-mail")).to_have_value("somebody@northport.example")
    expect(page).to_have_title(re.compile("^Error: "))
    _faultless(page)


def test_colours_too_weak_to_read_are_said_at_their_box(page: Page, place: Place) -> None:
    _sign_in(page, place)
    page.goto(place.at("/admin/office"))
    page.get_by_label("Our own").check()
    page.get_by_label("Band at the top").fill("#ffee00")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("too light beside white")
    expect(page.get_by_label("Band at the top")).to_have_value("#ffee00")
    _faultless(page)
