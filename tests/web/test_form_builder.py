"""Forms built from packs: what is asked, what is kept of what was typed, what is said of what is wrong."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import html5lib
import pytest
from bs4 import BeautifulSoup
from flask import render_template
from werkzeug.datastructures import MultiDict
from wtforms import EmailField, StringField
from wtforms.validators import InputRequired, Length

from casework.packs import Text, Workflow, catalog
from casework.packs.field_kinds import Asking
from casework.web.form_builder import KeptFile, PackForm, Sheet, pack_form
from casework.web.house_form import HouseForm
from casework.web.words import kept_text
from tests.web.sample_app import LANGUAGES, sample_app

APP = sample_app()
TRANSFER = catalog().workflow("vehicle_transfer")
DUTIES = {"handler": Text({"en": "title clerk"}), "examiner": Text({"en": "examiner"})}
PAGES = [(workflow, page) for workflow in catalog().workflows.values() for page in workflow.pages]


@pytest.fixture(autouse=True)
def request_context() -> Iterator[None]:
    with APP.test_request_context("/"):
        APP.preprocess_request()
        yield


def _sheet(workflow: Workflow, page: str, lang: str = "en", **more: Any) -> Sheet:
    fields = workflow.page(page).fields
    return Sheet(workflow, fields, Asking(lang, "US", "USD"), date(2026, 11, 21), DUTIES, **more)


def _sent(page: str, values: dict[str, Any], **more: Any) -> PackForm:
    form = pack_form(_sheet(TRANSFER, page, **more), MultiDict(values))
    form.validate()
    return form


def _drawn(form: PackForm) -> BeautifulSoup:
    html = render_template("built.html", form=form, heading="Page")
    html5lib.HTMLParser(strict=True).parse(html)
    return BeautifulSoup(html, "html.parser")


@pytest.mark.parametrize(("workflow", "page"), PAGES, ids=lambda thing: thing.name)
@pytest.mark.parametrize("typed", ["", "x", "\x00", "\ud800", "﷽" * 9000, "<b>'\"&"])
def test_whatever_is_typed_the_page_stands(workflow: Workflow, page: Any, typed: str) -> None:
    boxes = [one.name for one in page.fields] + [
        f"{one.name}-{part}" for one in page.fields for part in ("year", "line1", "text")
    ]
    form = pack_form(_sheet(workflow, page.name), MultiDict(dict.fromkeys(boxes, typed)))
    form.validate()
    soup = _drawn(form)
    ids = {tag["id"] for tag in soup.select("[id]")}
    assert {box for box, _ in form.wrong()} <= ids
    assert soup.text.encode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_of_every_pack_is_drawn_in_every_language(lang: str) -> None:
    for workflow, page in PAGES:
        soup = _drawn(pack_form(_sheet(workflow, page.name, lang)))
        assert not soup.select(".errors")


def test_what_was_typed_stays_in_its_box_beside_the_error() -> None:
    form = _sent(
        "sale",
        {
            "sale_date-day": "31",
            "sale_date-month": "2",
            "sale_date-year": "2026",
            "transfer_kind": "private_sale",
        },
    )
    soup = _drawn(form)
    values = {tag["id"]: tag["value"] for tag in soup.select("input.input")}
    assert values == {"sale_date-month": "2", "sale_date-day": "31", "sale_date-year": "2026"}
    wrong = [tag["id"] for tag in soup.select("[aria-invalid=true]")]
    assert wrong == ["sale_date-day"]
    assert dict(form.wrong())["sale_date-day"] == "Check the day: this month has fewer days"
    title = soup.title
    assert title is not None and title.text.startswith("Error: ")


def test_answers_are_json_values_and_fill_the_boxes_again() -> None:
    form = _sent(
        "sale",
        {
            "sale_date-day": "6",
            "sale_date-month": "11",
            "sale_date-year": "2026",
            "transfer_kind": "private_sale",
        },
    )
    assert not form.errors
    assert form.answers["sale_date"] == "2026-11-06"
    assert form.answers["relationship"] is None
    again = _drawn(pack_form(_sheet(TRANSFER, "sale", answers=form.answers)))
    assert [tag["value"] for tag in again.select("input.input")] == ["11", "6", "2026"]
    assert [tag["value"] for tag in again.select("input:checked, input[checked]")] == ["private_sale"]


def test_an_amount_is_read_as_it_is_written_and_stands_in_its_box_again() -> None:
    bought = {"transfer_kind": "private_sale"}
    sheet = _sheet(TRANSFER, "deal", answers=bought)
    form = pack_form(sheet, MultiDict({"price": "14,200"}))
    assert form.validate() and form.answers["price"] == {"minor": 1420000, "currency": "USD"}
    again = _drawn(pack_form(_sheet(TRANSFER, "deal", answers={**bought, **form.answers})))
    assert [tag["value"] for tag in again.select("#price")] == ["14200.00"]
    wrong = pack_form(sheet, MultiDict({"price": "12x"}))
    assert not wrong.validate()
    assert [tag["value"] for tag in _drawn(wrong).select("#price")] == ["12x"]


def test_a_question_under_an_answer_counts_only_with_that_answer() -> None:
    alone = _sent("sellers", {"seller_name": "Rosa Ibarra", "has_co_seller": "no", "co_seller_name": "12"})
    assert not alone.errors and alone.answers["co_seller_name"] is None
    both = _sent("sellers", {"seller_name": "Rosa Ibarra", "has_co_seller": "yes"})
    assert [box for box, _ in both.wrong()] == ["co_seller_name"]
    sub = _drawn(both).select_one(".choice-sub #co_seller_name")
    assert sub is not None


def test_a_question_about_earlier_pages_is_there_only_if_it_applies() -> None:
    without = pack_form(_sheet(TRANSFER, "papers", answers={"transfer_kind": "gift", "lien_open": False}))
    with_both = pack_form(
        _sheet(TRANSFER, "papers", answers={"transfer_kind": "private_sale", "lien_open": True})
    )
    assert {box.name for box in with_both.boxes()} - {box.name for box in without.boxes()} == {
        "bill_of_sale",
        "lien_release",
    }


def test_files_that_are_there_answer_the_question() -> None:
    there = {"title_photo": [KeptFile("0192f0c1-0000-7000-8000-000000000000", "title.jpg", 2_100_000)]}
    form = _sent("papers", {}, kept=there)
    assert "title_photo" not in form.errors
    assert form.answers["title_photo"] == ["0192f0c1-0000-7000-8000-000000000000"]
    soup = _drawn(form)
    assert soup.select_one("button[name=remove]") is not None
    assert "title.jpg" in soup.text and "2.1 MB" in soup.text


def test_under_personal_questions_stands_why_who_and_how_long() -> None:
    soup = _drawn(pack_form(_sheet(TRANSFER, "buyer")))
    name = soup.select_one("#buyer_name")
    assert name is not None
    why = name.find_next("details")
    assert why is not None
    assert [dd.text for dd in why.find_all("dd")] == [
        "You become the owner on record. Vehicle Code 5600.",
        "Only these: title clerk and examiner",
        "For 7 years after the case is closed. Then it is destroyed",
    ]


def test_only_what_is_about_the_reader_is_offered_to_the_browser_to_fill_in() -> None:
    buyer = _drawn(pack_form(_sheet(TRANSFER, "buyer")))
    tokens = {tag["id"]: tag["autocomplete"] for tag in buyer.select("input[autocomplete]")}
    assert tokens["buyer_name"] == "name" and tokens["buyer_address-postcode"] == "postal-code"
    seller = _drawn(pack_form(_sheet(TRANSFER, "sellers"))).select_one("#seller_name")
    assert seller is not None and seller["autocomplete"] == "off"


def test_several_fields_with_the_same_words_are_told_apart() -> None:
    said = [message for _, message in _sent("buyer", {"has_co_buyer": "yes"}).wrong()]
    assert len(said) == len(set(said))
    assert "Second buyer’s name: Enter the full name" in said


def test_a_refusal_of_a_service_stands_at_its_field() -> None:
    form = _sent("vehicle", {"vin": "1HGCM82633A004352"})
    assert not form.errors
    form.refuse("vin", "This vehicle is on hold")
    assert form.wrong() == [("vin", "This vehicle is on hold")]


def test_money_stands_where_the_language_puts_its_sign() -> None:
    bought = {"transfer_kind": "private_sale"}
    english = _drawn(pack_form(_sheet(TRANSFER, "deal", answers=bought))).select_one(".affix")
    vietnamese = _drawn(pack_form(_sheet(TRANSFER, "deal", "vi", answers=bought))).select_one(".affix")
    assert english is not None and vietnamese is not None
    assert [tag.name for tag in english.find_all(True)] == ["span", "input"]
    assert [tag.name for tag in vietnamese.find_all(True)] == ["input", "span"]


def test_periods_are_said_in_words() -> None:
    assert kept_text("P1Y6M") == "For 1 year and 6 months after the case is closed. Then it is destroyed"
    assert kept_text("permanent") == "As long as the register is kept"


class _Plain(HouseForm):
    email = EmailField("E-mail", validators=[InputRequired()])
    name = StringField("Name", validators=[Length(max=5)])


def test_a_plain_form_speaks_the_words_of_the_house() -> None:
    form = _Plain(MultiDict({"name": "too long"}))
    assert not form.validate()
    assert form.wrong() == [("email", "Enter an answer"), ("name", "Write 5 characters or fewer")]
    form = _Plain(MultiDict({"email": " a@example.org ", "name": "a\x07b"}))
    assert not form.validate()
    assert form.email.data == "a@example.org"
    assert form.wrong() == [("name", "Type this anew: it holds characters that can’t be stored")]
