"""Signing in and out of one tenant among several."""

from datetime import timedelta

import pytest
from flask import Flask

from casework.base import clock
from casework.settings import Database
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, MadeUser, make_user


@pytest.fixture
def mira(database: Database, northport: MadeTenant) -> MadeUser:
    return make_user(database, northport, "administrator")


@pytest.fixture
def here(app: Flask, northport: MadeTenant) -> Browser:
    return Browser(app, northport)


def test_a_member_signs_in_and_reads_their_account(here: Browser, mira: MadeUser) -> None:
    answer = here.sign_in(mira)
    assert answer.status_code == 303
    page = here.get("/account/")
    assert page.status_code == 200
    assert mira.email in page.get_data(as_text=True)


def test_the_account_of_nobody_leads_to_signing_in_and_back(here: Browser, mira: MadeUser) -> None:
    led = here.get("/account/")
    assert led.status_code == 303
    assert led.location == f"{here.home}/sign-in?next={here.home}/account/"
    back = here.post(
        "/sign-in", {"email": mira.email, "password": "seven quiet herons", "next": f"{here.home}/account/"}
    )
    assert back.location == f"{here.home}/account/"


def test_a_wrong_password_says_what_an_unknown_address_is_told(here: Browser, mira: MadeUser) -> None:
    wrong = here.post("/sign-in", {"email": mira.email, "password": "eight quiet herons"})
    unknown = here.post("/sign-in", {"email": "nobody@nowhere.example", "password": "eight quiet herons"})
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.get_data(as_text=True).replace(mira.email, "") == unknown.get_data(as_text=True).replace(
        "nobody@nowhere.example", ""
    )


def test_signing_in_gives_a_new_session_and_the_old_one_is_nobodys(
    here: Browser, mira: MadeUser, app: Flask
) -> None:
    here.sign_in(mira)
    old = here.client.get_cookie("casework-staff", path=f"{here.home}/", domain="127.0.0.1")
    here.sign_in(mira)
    other = Browser(app, mira.tenant)
    assert old is not None
    other.client.set_cookie("casework-staff", old.value, domain="127.0.0.1", path=f"{here.home}/")
    assert other.get("/account/").status_code == 303


def test_signing_out_ends_the_session_in_the_database(here: Browser, mira: MadeUser, app: Flask) -> None:
    here.sign_in(mira)
    cookie = here.client.get_cookie("casework-staff", path=f"{here.home}/", domain="127.0.0.1")
    out = here.post("/sign-out", form="/account/")
    assert out.status_code == 303
    assert out.headers["Clear-Site-Data"] == '"cache"'
    assert cookie is not None
    here.client.set_cookie("casework-staff", cookie.value, domain="127.0.0.1", path=f"{here.home}/")
    assert here.get("/account/").status_code == 303


def test_a_session_at_one_tenant_is_no_session_at_another(
    app: Flask, here: Browser, mira: MadeUser, riverbend: MadeTenant
) -> None:
    here.sign_in(mira)
    cookie = here.client.get_cookie("casework-staff", path=f"{here.home}/", domain="127.0.0.1")
    there = Browser(app, riverbend)
    assert cookie is not None
    there.client.set_cookie("casework-staff", cookie.value, domain="127.0.0.1", path=f"{there.home}/")
    assert there.get("/account/").status_code == 303


def test_half_an_hour_of_nothing_ends_a_session_and_so_do_twelve_hours(here: Browser, mira: MadeUser) -> None:
    start = clock.now()
    with clock.freeze(start):
        here.sign_in(mira)
    with clock.freeze(start + timedelta(minutes=29)):
        assert here.get("/account/").status_code == 200
    with clock.freeze(start + timedelta(minutes=58)):
        assert here.get("/account/").status_code == 200
    with clock.freeze(start + timedelta(minutes=89)):
        assert here.get("/account/").status_code == 303


def test_twelve_hours_are_the_end_however_busy_the_day_was(here: Browser, mira: MadeUser) -> None:
    start = clock.now()
    with clock.freeze(start):
        here.sign_in(mira)
    for quarter in range(1, 48):
        with clock.freeze(start + timedelta(minutes=15 * quarter)):
            assert here.get("/account/").status_code == 200
    with clock.freeze(start + timedelta(hours=12)):
        assert here.get("/account/").status_code == 303


def test_what_a_page_fetches_by_itself_keeps_nobody_signed_in(here: Browser, mira: MadeUser) -> None:
    start = clock.now()
    with clock.freeze(start):
        here.sign_in(mira)
    for minute in range(1, 30):
        with clock.freeze(start + timedelta(minutes=minute)):
            here.get("/account/", headers={"Sec-Fetch-Mode": "cors"})
    with clock.freeze(start + timedelta(minutes=31)):
        assert here.get("/account/").status_code == 303
