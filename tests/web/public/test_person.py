"""Programs that fill forms are asked one thing more; people lose nothing, with or without scripts."""

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.factories.browser import Browser
from tests.web.public.conftest import GOOD, SERVICE, fill

APPLY = f"/apply/{SERVICE}"
ASKED = "I am a person"


@pytest.fixture
def hasty(app: Flask) -> Iterator[None]:
    """Whoever needs less than an hour is too quick."""
    app.config["QUICKEST_PERSON"] = 3600
    yield
    app.config["QUICKEST_PERSON"] = 0


def test_the_unseen_box_is_out_of_reach_of_people(here: Browser) -> None:
    for path in (f"{APPLY}/correction",):
        soup = BeautifulSoup(here.get(path).text, "html5lib")
        box = soup.select_one("#homepage")
        assert box and box["tabindex"] == "-1" and box["autocomplete"] == "off"
        assert box.find_parent(attrs={"aria-hidden": "true"})
        assert soup.select_one("label[for=homepage]").text == "Leave this box empty"


def test_whoever_fills_the_unseen_box_is_asked_and_gets_through_with_all_they_typed(here: Browser) -> None:
    page = {**GOOD["correction"], "homepage": "https://spam.example"}
    fill(here, pages={**GOOD, "correction": page})
    assert ASKED not in here.get(f"{APPLY}/check").text
    held = here.post(f"{APPLY}/check", {"truth": "yes"})
    assert held.status_code == 422
    assert ASKED in held.text and "Ana CNRY-right" in held.text
    assert 'href="#person"' in held.text
    soup = BeautifulSoup(held.text, "html5lib")
    assert soup.select_one("#truth").has_attr("checked")
    sent = here.post(f"{APPLY}/check", {"truth": "yes", "person": "yes"})
    assert sent.status_code == 303 and sent.location.endswith("/receipt")


def test_whoever_is_quicker_than_people_is_asked_once(hasty: None, here: Browser) -> None:
    fill(here)
    held = here.post(f"{APPLY}/check", {"truth": "yes"})
    assert held.status_code == 422 and ASKED in held.text
    assert here.post(f"{APPLY}/check", {"truth": "yes", "person": "yes"}).status_code == 303


def test_nobody_else_is_asked(here: Browser) -> None:
    fill(here)
    assert here.post(f"{APPLY}/check", {"truth": "yes"}).status_code == 303
