"""Every macro and base, on sample pages: whole markup, a name for everything, nothing typed as markup."""

import re

import html5lib
import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from casework.web.site import current_site
from tests.web.sample_app import ERRORS, LANGUAGES, PAGES, sample_app

ADDRESSES = [f"/{page}" for page in PAGES] + [f"/error/{status}" for status in ERRORS]
_NAMED_ELSEWHERE = ("hidden", "submit", "button")


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return sample_app().test_client()


def _soup(client: FlaskClient, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).text, "html5lib")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_is_well_formed_in_every_language(client: FlaskClient, address: str, lang: str) -> None:
    answer = client.get(address, query_string={"lang": lang})
    html5lib.HTMLParser(strict=True).parse(answer.text)
    assert f'<html lang="{lang}" dir="ltr"' in answer.text


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_id_is_used_once_and_every_reference_arrives(client: FlaskClient, address: str) -> None:
    soup = _soup(client, address)
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    for tag in soup.select("[for], [aria-describedby], [aria-labelledby], a[href^='#']"):
        for name in ("for", "aria-describedby", "aria-labelledby", "href"):
            value = tag.get(name)
            if isinstance(value, str) and (name != "href" or value.startswith("#")):
                assert set(value.removeprefix("#").split()) <= set(ids), f"{tag.name} {name}={value}"


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_box_has_a_name_and_every_page_one_heading(client: FlaskClient, address: str) -> None:
    soup = _soup(client, address)
    labelled = {label["for"] for label in soup.select("label[for]")}
    for box in soup.select("input, select, textarea"):
        assert box.get("type") in _NAMED_ELSEWHERE or box.get("id") in labelled or box.get("aria-label")
    assert len(soup.select("h1")) == 1
    assert len(soup.select("main#main")) == 1
    assert soup.title and soup.title.text.endswith("Calder Motor Vehicles")


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_needs_what_the_content_policy_refuses(client: FlaskClient, address: str) -> None:
    soup = _soup(client, address)
    assert not soup.select("[style], style, script:not([src])")
    assert not [tag for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_form_that_changes_something_carries_its_proof(client: FlaskClient, address: str) -> None:
    for form in _soup(client, address).select("form[method=post]"):
        assert form.select_one("input[name=csrf_token]")


def test_what_a_person_typed_never_becomes_markup(client: FlaskClient) -> None:
    soup = _soup(client, "/case")
    note = soup.select_one("[data-from=note]")
    assert isinstance(note, Tag) and "<script>alert(1)</script>" in note.text
    assert "title <front>.jpg" in _soup(client, "/parts").text


def test_a_wrong_answer_is_named_at_the_field_and_in_the_summary(client: FlaskClient) -> None:
    soup = _soup(client, "/step")
    year = soup.select_one("#sold-year")
    assert year and year["aria-invalid"] == "true" and year["aria-describedby"] == "sold-error"
    assert not soup.select_one("#sold-day[aria-invalid]")
    assert [link["href"] for link in soup.select(".errors a")] == ["#sold-year", "#odometer"]
    assert "There are 3 things to put right" in soup.text


def test_a_withheld_value_keeps_its_place_and_says_why(client: FlaskClient) -> None:
    held = _soup(client, "/case").select(".summary .withheld")
    assert [tag.text for tag in held] == ["Withheld, restricted"] * 2
    assert all(tag.find_next_sibling("details") for tag in held)


def test_days_have_their_weekday_in_every_language(client: FlaskClient) -> None:
    said = {lang: _soup(client, f"/case?lang={lang}").select_one("#c-due") for lang in LANGUAGES}
    words = {lang: tag.text for lang, tag in said.items() if tag}
    assert words["en"] == "Due Friday 27 November"
    assert words["es"].endswith("viernes, 27 de noviembre")
    assert words["pt"].endswith("sexta-feira, 27 de novembro")
    assert words["hi"].endswith("शुक्रवार, 27 नवंबर")
    assert words["vi"].endswith("Thứ Sáu, 27 tháng 11")


def test_the_boxes_of_a_date_stand_in_the_order_of_the_language(client: FlaskClient) -> None:
    boxes = {
        lang: [tag["id"] for tag in _soup(client, f"/step?lang={lang}").select(".date input")]
        for lang in ("en", "vi")
    }
    assert boxes == {
        "en": ["sold-month", "sold-day", "sold-year"],
        "vi": ["sold-day", "sold-month", "sold-year"],
    }


def test_the_language_links_lead_to_the_same_page_in_that_language(client: FlaskClient) -> None:
    soup = _soup(client, "/inbox?lang=vi&q=a")
    links = _soup(client, "/track?lang=vi&q=a").select(".languages a")
    assert [link["href"] for link in links][:2] == ["/track?q=a&lang=en", "/track?q=a&lang=es"]
    assert [link.text for link in links if link.get("aria-current")] == ["Tiếng Việt"]
    assert not soup.select(".languages")


def test_the_language_links_stay_on_this_site_whatever_was_asked_for(client: FlaskClient) -> None:
    for asked in (
        "/track?_scheme=javascript&_external=1&endpoint=x&name=y",
        "/track?lang=vi&_anchor=a",
        "/track?a=1&a=2",
    ):
        links = [str(link["href"]) for link in _soup(client, asked).select(".languages a")]
        assert links and all(link.startswith("/track?") for link in links)
    for path in ("//elsewhere.example/", "/\\elsewhere.example", "/track%0d%0aX: y", "/%22onclick=%22"):
        with sample_app().test_request_context(path=path):
            assert all(re.fullmatch(r"/[A-Za-z0-9%._?=/-]*", link.url) for link in current_site().languages)
            assert not any(link.url.startswith("//") for link in current_site().languages)
