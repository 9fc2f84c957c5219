"""A member's deadlines in their own calendar; the town's numbers for everybody."""

import html
import re
from urllib.parse import urlsplit

import pytest
from flask import Flask

from casework.settings import Database
from tests.factories.browser import BASE, Browser
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.web.public.conftest import fill
from tests.web.requests.test_public_pages import POTHOLE, SERVICE


@pytest.fixture(scope="module")
def lakeshore(database: Database) -> MadeTenant:
    return make_tenant(database, "Lakeshore", kind="council")


@pytest.fixture(scope="module")
def officer(app: Flask, database: Database, lakeshore: MadeTenant) -> Browser:
    here = Browser(app, lakeshore)
    assert here.sign_in(make_user(database, lakeshore, "request_officer")).status_code == 303
    return here


def test_the_account_of_a_member_offers_a_calendar_only_where_it_opens(
    app: Flask, officer: Browser, lakeshore: MadeTenant, database: Database
) -> None:
    admin = Browser(app, lakeshore)
    admin.sign_in(make_user(database, lakeshore, "administrator"))
    for who, opens in ((officer, True), (admin, False)):
        offered = "/account/calendar" in who.get("/account/").get_data(as_text=True)
        assert offered is opens
        assert (who.get("/account/calendar").status_code == 200) is opens


def test_the_address_of_a_calendar_shows_own_deadlines_without_a_word_about_anybody_until_it_is_ended(
    app: Flask, officer: Browser, lakeshore: MadeTenant, database: Database
) -> None:
    citizen = Browser(app, lakeshore)
    fill(citizen, SERVICE, POTHOLE)
    sent = citizen.post(f"/apply/{SERVICE}/check", {"truth": "yes"})
    found = re.search(r"R-\d{3}-\d{3}-\d{3}", citizen.get(sent.location).get_data(as_text=True))
    assert found
    made = officer.post("/account/calendar").get_data(as_text=True)
    link = re.search(r"<code class=\"mono\">([^<]+\.ics)</code>", made)
    assert link
    path = urlsplit(html.unescape(link[1])).path
    stranger = app.test_client()
    empty = stranger.get(path, base_url=BASE)
    assert empty.mimetype == "text/calendar"
    assert found[0] not in empty.get_data(as_text=True), "it is not with this member"
    page = f"/desk/cases/{found[0]}/"
    version = re.search(r'name="version" value="(\d+)"', officer.get(page).get_data(as_text=True))
    assert version
    officer.post(f"/desk/cases/{found[0]}/take", {"version": version[1]}, form=page)
    text = stranger.get(path, base_url=BASE).get_data(as_text=True)
    assert f"SUMMARY:{found[0]}: Report a problem" in text.replace("\r\n ", "") and "DUE:" in text
    assert "CNRY" not in text and "Ada" not in text
    other = make_tenant(database, "Eastlake", kind="council")
    assert stranger.get(path.replace(lakeshore.slug, other.slug), base_url=BASE).status_code == 404
    assert stranger.get(path[:-6] + "xx.ics", base_url=BASE).status_code == 404
    token = re.search(r"tokens/([0-9a-f-]{36})/end", officer.get("/account/tokens/").get_data(as_text=True))
    assert token
    officer.post(f"/account/tokens/{token[1]}/end", form="/account/tokens/")
    assert stranger.get(path, base_url=BASE).status_code == 404


def test_before_a_month_is_over_the_numbers_say_when_they_come(app: Flask, lakeshore: MadeTenant) -> None:
    here = Browser(app, lakeshore)
    assert "No month is counted yet" in here.get("/requests/numbers").get_data(as_text=True)
    for wrong in ("?month=2020-01", "?month=x", "?month=9999-99"):
        assert here.get(f"/requests/numbers{wrong}").status_code == 404
