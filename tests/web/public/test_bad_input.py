"""Whatever is sent, the answer is a page that says what to do; what was typed stays, nothing else is stored."""

import io
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from casework.base import clock
from casework.models import Case, Draft, Upload
from casework.packs import catalog
from casework.services.office import office_by_id
from casework.settings import Database
from tests.factories.browser import BASE, Browser
from tests.factories.tenants import MadeTenant, make_tenant
from tests.services.documents.sample_files import BAD, BOMB
from tests.services.documents.sample_files import GOOD as FILES
from tests.web.public.conftest import GOOD, SERVICE, fill

APPLY = f"/apply/{SERVICE}"
HOSTILE = [
    "",
    "   ",
    "x" * 5000,
    "a\x07b\x1b[31m",
    "{{ 7*7 }} ${7*7} <script>alert(1)</script>",
    "' or 1=1 --",
    "\u202eevil\u2066",
    "../../etc/passwd",
    "🚗" * 50,
    "-1",
    "NaN",
    "2026-02-30",
    "true",
    "[object Object]",
]


def fields_of(service: str) -> list[tuple[str, Any]]:
    return [(page.name, field) for page in catalog().workflow(service).pages for field in page.fields]


@pytest.mark.parametrize("bad", HOSTILE, ids=[ascii(text)[:24] for text in HOSTILE])
def test_every_box_of_a_page_takes_anything_without_falling_over(
    app: Flask, northport: MadeTenant, bad: str
) -> None:
    browser = Browser(app, northport)
    for service in ("data_change", "vehicle_transfer"):
        for page in {page for page, _field in fields_of(service)}:
            first = catalog().workflow(service).pages[0].name
            boxes: dict[str, Any] = {}
            for name, field in fields_of(service):
                if name == page and field.kind != "file":
                    parts = {"date": ("-day", "-month", "-year"), "address": ("-line1", "-city", "-country")}
                    boxes |= {f"{field.name}{part}": bad for part in parts.get(field.kind, ("",))}
            answer = browser.post(f"/apply/{service}/{page}", boxes, form=f"/apply/{service}/{first}")
            assert answer.status_code in (303, 422), (service, page, answer.status_code)
            assert "<script>alert(1)</script>" not in answer.get_data(as_text=True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_text_that_was_taken_comes_back_in_its_box(app: Flask, here: Browser, text: str) -> None:
    answer = here.post(f"{APPLY}/correction", {**GOOD["correction"], "should_say": text})
    assert answer.status_code in (303, 400, 422)
    assert here.get(f"{APPLY}/correction").status_code == 200


def test_nul_is_refused_as_no_text(here: Browser) -> None:
    assert here.post(f"{APPLY}/correction", {"should_say": "a\x00b"}).status_code == 400
    assert here.get("/apply/data_change/a%00b").status_code == 400


@pytest.mark.parametrize("raw", [b"%ED%A0%80", b"%FF%FE", b"%C0%AF", b"\xed\xa0\x80", b"%ud800"])
def test_halves_of_characters_and_broken_bytes_are_no_failure(here: Browser, raw: bytes) -> None:
    form = "application/x-www-form-urlencoded"
    for path, page in (
        (f"{APPLY}/correction", None),
        ("/track/", None),
        (f"{APPLY}/check", f"{APPLY}/correction"),
    ):
        token = here.token(page or path).encode()
        body = (
            b"csrf_token="
            + token
            + b"&should_say="
            + raw
            + b"&number="
            + raw
            + b"&to="
            + raw
            + b"&code="
            + raw
        )
        answer = here.client.post(here.home + path, data=body, content_type=form, base_url=BASE)
        assert answer.status_code in (303, 400, 422)


def test_a_body_of_ten_megabytes_of_text_is_refused(here: Browser) -> None:
    answer = here.post(f"{APPLY}/correction", {**GOOD["correction"], "should_say": "x" * 10_000_000})
    assert answer.status_code == 413
    assert "<h1" in answer.get_data(as_text=True)


@pytest.mark.parametrize("name", BAD)
def test_a_hostile_file_is_refused_in_words_and_the_other_answers_stay(here: Browser, name: str) -> None:
    fill(here, pages={name: boxes for name, boxes in GOOD.items() if name != "evidence"})
    sent = {"evidence": (io.BytesIO(BAD[name]), name), "act": "continue"}
    answer = here.post(f"{APPLY}/evidence", sent, content_type="multipart/form-data")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'href="#evidence"' in page and name in page
    assert "Ana CNRY-name" in here.get(f"{APPLY}/check").get_data(as_text=True)


@pytest.mark.parametrize(
    "name",
    [
        "../../x.pdf",
        "a\r\nX-Evil: 1.pdf",
        '"; filename="b.exe.pdf',
        "\u202efdp.pdf",
        "x" * 400 + ".pdf",
        ".pdf",
    ],
)
def test_a_hostile_name_is_made_harmless(here: Browser, name: str) -> None:
    fill(here, pages={"correction": GOOD["correction"]})
    sent = {"evidence": (io.BytesIO(FILES["title.pdf"]), name), "act": "add"}
    assert here.post(f"{APPLY}/evidence", sent, content_type="multipart/form-data").status_code in (303, 422)
    page = here.get(f"{APPLY}/evidence").get_data(as_text=True)
    assert "X-Evil:" not in page and ".exe.pdf" not in page.replace("b.exe.pdf", "") and "\u202e" not in page


def test_a_large_file_is_refused_with_its_size_and_a_small_one_beside_it_stays(here: Browser) -> None:
    fill(here, pages={"correction": GOOD["correction"]})
    large = io.BytesIO(FILES["title.pdf"] + bytes(21_000_000))
    sent = {"evidence": [(io.BytesIO(FILES["title.pdf"]), "small.pdf"), (large, "large.pdf")]}
    answer = here.post(f"{APPLY}/evidence", sent, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # the client keeps a body of this size in a file
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "large.pdf is" in page and "<b>small.pdf</b>" in page


def test_another_tenants_draft_cookie_opens_nothing(app: Flask, here: Browser, database: Database) -> None:
    fill(here, pages={"correction": GOOD["correction"]})
    cookie = here.client.get_cookie(f"casework-draft-{SERVICE}", path=f"{here.home}/", domain="127.0.0.1")
    assert cookie is not None
    there = Browser(app, make_tenant(database, "Elsewhere"))
    there.client.set_cookie(cookie.key, cookie.value, domain="127.0.0.1", path=f"{there.home}/")
    assert "CNRY-right" not in there.get(f"{APPLY}/correction").get_data(as_text=True)
    assert there.get(f"{APPLY}/check").location.endswith(f"/services/{SERVICE}/")
    other = Browser(app, here.tenant)
    other.client.set_cookie(
        "casework-draft-vehicle_transfer", cookie.value, domain="127.0.0.1", path=f"{other.home}/"
    )
    assert other.get("/apply/vehicle_transfer/check").status_code in (303, 404)


def test_an_expired_draft_leads_to_the_start(here: Browser) -> None:
    from datetime import timedelta

    fill(here)
    with clock.freeze(clock.now() + timedelta(days=31)):
        here.get("/")  # a new visit, since the old one has expired too
        assert here.get(f"{APPLY}/correction").status_code == 303
        back = here.get(here.get(f"{APPLY}/correction").location)
        assert back.location.endswith(f"/services/{SERVICE}/")


def test_somebody_elses_upload_can_not_be_removed_or_claimed(app: Flask, here: Browser) -> None:
    fill(here, pages={"correction": GOOD["correction"]})
    sent = {"evidence": (io.BytesIO(FILES["title.pdf"]), "mine.pdf"), "act": "add"}
    here.post(f"{APPLY}/evidence", sent, content_type="multipart/form-data")
    with app.app_context():
        office = office_by_id(here.tenant.id)
        with office.open(office.system("scan_files")) as session:
            upload = session.scalars(select(Upload.id)).one()
    other = Browser(app, here.tenant)
    fill(other, pages={"correction": GOOD["correction"]})
    assert other.post(f"{APPLY}/evidence", {"remove": str(upload)}).status_code == 404
    assert other.post(f"{APPLY}/evidence", {"remove": "no id"}).status_code == 404
    other.post(f"{APPLY}/evidence", {"evidence": str(upload)})
    assert "mine.pdf" not in other.get(f"{APPLY}/check").get_data(as_text=True)
    assert "mine.pdf" in here.get(f"{APPLY}/evidence").get_data(as_text=True)


def test_a_form_without_its_token_or_from_elsewhere_changes_nothing(app: Flask, here: Browser) -> None:
    at = f"{here.home}{APPLY}/correction"
    assert here.client.post(at, data=GOOD["correction"], base_url=BASE).status_code == 400
    data = {**GOOD["correction"], "csrf_token": here.token(f"{APPLY}/correction")}
    evil = here.client.post(at, data=data, base_url=BASE, headers={"Origin": "https://evil.example"})
    assert evil.status_code == 400
    with app.app_context():
        office = office_by_id(here.tenant.id)
        with office.open(office.system("scan_files")) as session:
            assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_looking_changes_nothing(app: Flask, here: Browser) -> None:
    fill(here)
    paths = [
        "/",
        f"/services/{SERVICE}/",
        f"{APPLY}/correction",
        f"{APPLY}/check",
        f"{APPLY}/saved",
        "/track/",
    ]

    def counts() -> list[Any]:
        with app.app_context():
            office = office_by_id(here.tenant.id)
            with office.open(office.system("scan_files")) as session:
                saved = session.scalars(select(Draft.saved_at)).all()
                return [saved, session.scalar(select(func.count()).select_from(Case))]

    before = counts()
    for path in paths * 2:
        assert here.get(path).status_code == 200
        assert here.client.head(here.home + path, base_url=BASE).status_code == 200
    assert counts() == before


def test_a_zip_bomb_is_looked_at_from_outside(here: Browser) -> None:
    fill(here, pages={"correction": GOOD["correction"]})
    assert len(BOMB) < 100_000
    sent = {"evidence": (io.BytesIO(BOMB), "bomb.docx")}
    assert here.post(f"{APPLY}/evidence", sent, content_type="multipart/form-data").status_code == 422


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"number": "x" * 5000, "code": "y" * 5000},
        {"number": "D-１２３"},
    ],
)
def test_the_way_in_takes_anything(here: Browser, data: dict[str, str]) -> None:
    assert here.post("/track/", data).status_code == 422
