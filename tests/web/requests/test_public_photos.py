"""A photo stands in public only as somebody released it, and holds nothing but its picture."""

import io
import re

import pytest
from flask import Flask
from PIL import Image

from casework.settings import Database, Settings
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.services.documents.sample_files import SECRET, picture
from tests.web.public.conftest import fill
from tests.web.requests.test_public_pages import POTHOLE, SERVICE
from tests.working import work_off


@pytest.fixture(scope="module")
def lakeshore(database: Database) -> MadeTenant:
    return make_tenant(database, "Lakeshore", kind="council", timezone="America/Chicago")


@pytest.fixture(scope="module")
def officer(app: Flask, database: Database, lakeshore: MadeTenant) -> Browser:
    here = Browser(app, lakeshore)
    here.sign_in(make_user(database, lakeshore, "request_officer"))
    return here


@pytest.fixture(scope="module")
def number(app: Flask, settings: Settings, lakeshore: MadeTenant) -> str:
    """A request with a photo that tells where it was taken."""
    here, photo = Browser(app, lakeshore), picture()
    assert SECRET in photo
    what = {**POTHOLE["what"], "photo": (io.BytesIO(photo), "hole.jpg")}
    fill(here, SERVICE, {**POTHOLE, "what": what})
    sent = here.post(f"/apply/{SERVICE}/check", {"truth": "yes"})
    work_off(app, settings)
    found = re.search(r"R-\d{3}-\d{3}-\d{3}", here.get(sent.location).get_data(as_text=True))
    assert found
    return found[0]


def photos_of(here: Browser, number: str) -> list[str]:
    """The addresses of the photos on a public page."""
    page = here.get(f"/requests/{number}").get_data(as_text=True)
    return re.findall(r"/requests/photos/[0-9a-f-]{36}", page)


def release(officer: Browser, number: str, *photos: str, publish: str = "yes") -> None:
    at = f"/desk/cases/{number}/public"
    told = {"publish": publish, "words": "A hole.", "photo": list(photos)}
    assert officer.post(at, told).status_code == 303


def test_a_photo_waits_until_it_is_released_and_goes_when_it_is_taken_back(
    app: Flask, database: Database, lakeshore: MadeTenant, officer: Browser, number: str
) -> None:
    anybody = Browser(app, lakeshore)
    assert photos_of(anybody, number) == []
    form = officer.get(f"/desk/cases/{number}/public").get_data(as_text=True)
    (photo,) = re.findall(r'name="photo" value="([0-9a-f-]{36})"', form)
    release(officer, number)
    assert photos_of(anybody, number) == []
    release(officer, number, photo)
    (shown, *_) = photos_of(anybody, number)
    answer = anybody.get(shown, buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert SECRET not in answer.data and b"Exif" not in answer.data
    image = Image.open(io.BytesIO(answer.data))
    assert image.size == (64, 48) and not image.getexif()
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    told = anybody.get(f"/open311/v2/requests/{number}.json").get_json()
    assert told[0]["media_url"].endswith(shown)
    elsewhere = Browser(app, make_tenant(database, "Hillside", kind="council"))
    assert elsewhere.get(shown).status_code == 404
    release(officer, number, publish="no")
    assert anybody.get(shown).status_code == 404
    kept = officer.get(f"/desk/cases/{number}/papers").get_data(as_text=True)
    assert "hole.jpg" in kept, "the case keeps what was sent"
