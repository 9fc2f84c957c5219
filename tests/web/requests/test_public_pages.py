"""The public list, its map and its feeds, as anybody's browser fetches them."""

import re
from xml.etree import ElementTree

import pytest
from flask import Flask

from casework.settings import Database
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, make_tenant
from tests.web.public.conftest import fill

SERVICE = "constituent_request"
POTHOLE = {
    "what": {"category": "pothole", "danger": "no", "description": "A hole CNRY-words"},
    "where": {"place-text": "CNRY-street 4", "place-lat": "43.10", "place-lon": "-88.05"},
    "contact": {"name": "Ada CNRY-name", "email": "ada@example.org", "phone": ""},
}


@pytest.fixture(scope="module")
def lakeshore(database: Database) -> MadeTenant:
    return make_tenant(database, "Lakeshore", kind="council", timezone="America/Chicago")


def reported(here: Browser) -> str:
    """A request that came in from the web, by its number."""
    fill(here, SERVICE, POTHOLE)
    sent = here.post(f"/apply/{SERVICE}/check", {"truth": "yes"})
    found = re.search(r"R-\d{3}-\d{3}-\d{3}", here.get(sent.location).get_data(as_text=True))
    assert found
    return found[0]


@pytest.fixture(scope="module")
def number(app: Flask, lakeshore: MadeTenant) -> str:
    return reported(Browser(app, lakeshore))


@pytest.fixture
def here(app: Flask, lakeshore: MadeTenant) -> Browser:
    return Browser(app, lakeshore)


def text(here: Browser, path: str, status: int = 200) -> str:
    answer = here.get(path)
    assert answer.status_code == status, path
    page = answer.get_data(as_text=True)
    assert "CNRY" not in page
    return page


def test_the_list_shows_a_request_on_the_map_and_in_words_that_say_the_same(
    here: Browser, number: str
) -> None:
    page = text(here, "/requests/")
    assert number in page
    assert 'class="chart map"' in page
    assert re.search(r'<a href="[^"]*box=[^"]*" aria-label="1 request here, 1 open">', page)
    assert "feed.atom" in page.split("</head>")[0]


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("?category=pothole", True),
        ("?category=tree", False),
        ("?status=open", True),
        ("?status=closed", False),
        ("?status=what", True),
        ("?area=nowhere", False),
        ("?box=43.0,-89,43.5,-88", True),
        ("?box=0,0,1,1", False),
        ("?box=1,2,3", True),
        ("?box=nan,nan,nan,nan", True),
        ("?after=%00%00", True),
        ("?category=%00&area=" + "x" * 900, False),
    ],
)
def test_an_address_narrows_the_list_and_nonsense_in_it_says_nothing(
    here: Browser, number: str, query: str, there: bool
) -> None:
    answer = here.get(f"/requests/{query}")
    assert answer.status_code in (200, 400), query
    assert (number in answer.get_data(as_text=True)) == (there and answer.status_code == 200)


def test_one_request_has_a_page_of_its_own_and_numbers_are_read_as_people_write_them(
    here: Browser, number: str
) -> None:
    page = text(here, f"/requests/{number}")
    assert "Pothole or broken street" in page
    assert "Planned by" in page
    assert number in text(here, f"/requests/{number.lower().replace('-', '')}")


def test_what_is_not_published_looks_like_what_never_was(
    here: Browser, app: Flask, database: Database
) -> None:
    hidden = {**POTHOLE, "what": {**POTHOLE["what"], "category": "other"}}
    fill(here, SERVICE, hidden)
    sent = here.post(f"/apply/{SERVICE}/check", {"truth": "yes"})
    receipt = here.get(sent.location).get_data(as_text=True)
    kept = re.search(r"R-\d{3}-\d{3}-\d{3}", receipt)
    assert kept
    pages = []
    for asked in (kept[0], "R-000-000-000", "nonsense"):
        answer = here.get(f"/requests/{asked}")
        assert answer.status_code == 404
        page = answer.get_data(as_text=True).replace(asked, "")
        pages.append(re.sub(r"[0-9a-f]{16,}|[A-Za-z0-9_-]{30,}|mono.>[^<]*", "", page))
    assert pages[0] == pages[1] == pages[2]
    assert here.get(f"/requests/{kept[0]}/feed.atom").status_code == 404


def test_the_feeds_are_atom_with_an_entry_for_each_and_news_for_one(here: Browser, number: str) -> None:
    for path in (
        "/requests/feed.atom",
        f"/requests/{number}/feed.atom",
        "/requests/feed.atom?category=pothole",
    ):
        answer = here.get(path)
        assert answer.mimetype == "application/atom+xml"
        assert b"CNRY" not in answer.data
        root = ElementTree.fromstring(answer.data)
        assert root.tag == "{http://www.w3.org/2005/Atom}feed"
        entries = root.findall("{http://www.w3.org/2005/Atom}entry")
        assert number in ElementTree.tostring(entries[0], encoding="unicode")
        for name in ("id", "title", "updated"):
            assert root.findtext(f"{{http://www.w3.org/2005/Atom}}{name}")


def test_an_office_without_a_public_list_has_no_such_pages(app: Flask, northport: MadeTenant) -> None:
    agency = Browser(app, northport)
    for path in ("/requests/", "/requests/feed.atom", "/requests/R-000-000-000"):
        assert agency.get(path).status_code == 404
    assert "/requests/" not in agency.get("/").get_data(as_text=True)
