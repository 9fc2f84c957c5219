"""RSS 2.0 beside Atom: a reader finds it, reads it, and gets nothing that is not public."""

import re
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from flask import Flask

from casework.settings import Database
from tests.factories.browser import Browser
from tests.factories.tenants import make_tenant
from tests.web.requests.steps import move_on
from tests.web.requests.test_public_pages import reported

REQUIRED = ("title", "link", "description")


@pytest.fixture(scope="module")
def here(app: Flask, database: Database) -> Browser:
    return Browser(app, make_tenant(database, "Lakeshore", kind="council", timezone="America/Chicago"))


@pytest.fixture(scope="module")
def number(here: Browser) -> str:
    return reported(here)


def channel(here: Browser, path: str) -> ElementTree.Element:
    """The one channel of a feed that is valid: RSS 2.0 says what must stand there, once each, and in which form."""
    answer = here.get(path)
    assert (answer.status_code, answer.content_type) == (200, "application/rss+xml; charset=utf-8")
    root = ElementTree.fromstring(answer.data)
    assert (root.tag, root.attrib["version"], len(root)) == ("rss", "2.0", 1)
    found = root[0]
    assert all(len(found.findall(name)) == 1 and found.findtext(name) for name in REQUIRED)
    assert found.findtext("link", "").startswith("http")
    own = found.find("{http://www.w3.org/2005/Atom}link")
    assert own is not None and own.attrib["rel"] == "self" and path in own.attrib["href"]
    assert parsedate_to_datetime(found.findtext("lastBuildDate", "")).tzinfo is not None
    names = [item.findtext("guid") for item in found.findall("item")]
    assert len(names) == len(set(names))
    assert not {"CNRY-words", "CNRY-name"} & set(re.findall(r"CNRY-\w+", answer.get_data(as_text=True)))
    return found


def test_the_list_is_a_channel_with_an_item_for_each_request(here: Browser, number: str) -> None:
    for path in ("/requests/feed.rss", "/requests/feed.rss?category=pothole"):
        (item,) = channel(here, path).findall("item")
        guid = item.find("guid")
        assert guid is not None and guid.attrib["isPermaLink"] == "true"
        assert guid.text == item.findtext("link") and number in str(guid.text)
        assert parsedate_to_datetime(item.findtext("pubDate", "")).tzinfo is not None
        assert item.findtext("category") == "Pothole or broken street"
        assert item.findtext("{http://www.georss.org/georss}point") is not None
    assert channel(here, "/requests/feed.rss?category=tree").findall("item") == []


def test_each_state_of_one_request_is_news_of_its_own(app: Flask, here: Browser, number: str) -> None:
    path = f"/requests/{number}/feed.rss"
    first = channel(here, path).findtext("item/guid")
    move_on(app, here.tenant, number)
    assert channel(here, path).findtext("item/guid") != first
    guid = channel(here, path).find("item/guid")
    assert guid is not None and guid.attrib["isPermaLink"] == "false"


def test_a_reader_finds_both_feeds_on_the_pages(here: Browser, number: str) -> None:
    for path in ("/requests/", f"/requests/{number}"):
        head = here.get(path).get_data(as_text=True).split("</head>")[0]
        assert 'type="application/rss+xml"' in head and 'type="application/atom+xml"' in head


def test_what_is_not_there_has_no_feed(app: Flask, database: Database, here: Browser) -> None:
    assert here.get("/requests/R-000-000-000/feed.rss").status_code == 404
    agency = Browser(app, make_tenant(database, "Northport"))
    assert agency.get("/requests/feed.rss").status_code == 404
