"""A change needs the token of this visit and this site."""

import pytest
from flask import Flask

from casework.settings import Database
from tests.factories.browser import BASE, Browser
from tests.factories.tenants import PASSWORD, MadeTenant, MadeUser, make_user


@pytest.fixture
def mira(database: Database, northport: MadeTenant) -> MadeUser:
    return make_user(database, northport)


@pytest.fixture
def here(app: Flask, northport: MadeTenant) -> Browser:
    return Browser(app, northport)


def _sign_in(here: Browser, mira: MadeUser, token: str, **more):
    data = {"email": mira.email, "password": PASSWORD, "csrf_token": token}
    return here.client.post(f"{here.home}/sign-in", data=data, base_url=BASE, **more)


def test_signing_in_without_a_token_is_refused(here: Browser, mira: MadeUser) -> None:
    here.get("/sign-in")
    assert _sign_in(here, mira, "").status_code == 400


def test_the_token_of_another_visit_is_refused(app: Flask, here: Browser, mira: MadeUser) -> None:
    other = Browser(app, here.tenant)
    here.get("/sign-in")
    assert _sign_in(here, mira, other.token("/sign-in")).status_code == 400


def test_the_token_of_another_tenant_is_refused(
    app: Flask, here: Browser, mira: MadeUser, riverbend: MadeTenant
) -> None:
    there = Browser(app, riverbend)
    there.client = here.client
    here.get("/sign-in")
    assert _sign_in(here, mira, there.token("/sign-in")).status_code == 400


def test_a_visit_carried_to_another_tenant_is_no_visit(
    app: Flask, here: Browser, mira: MadeUser, riverbend: MadeTenant
) -> None:
    here.token("/sign-in")
    cookie = here.client.get_cookie("casework-visit", path=f"{here.home}/", domain="127.0.0.1")
    there = Browser(app, riverbend)
    assert cookie is not None
    there.client.set_cookie("casework-visit", cookie.value, path=f"{there.home}/", domain="127.0.0.1")
    assert there.token("/sign-in") != here.token("/sign-in")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8001"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_sent_from_another_site_is_refused_with_the_right_token_too(
    here: Browser, mira: MadeUser, headers: dict[str, str]
) -> None:
    assert _sign_in(here, mira, here.token("/sign-in"), headers=headers).status_code == 400


def test_a_form_sent_from_this_site_is_taken(here: Browser, mira: MadeUser) -> None:
    answer = _sign_in(
        here, mira, here.token("/sign-in"), headers={"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 303


def test_the_token_from_before_signing_in_is_nothing_after(here: Browser, mira: MadeUser) -> None:
    before = here.token("/sign-in")
    here.sign_in(mira)
    answer = here.client.post(f"{here.home}/sign-out", data={"csrf_token": before}, base_url=BASE)
    assert answer.status_code == 400
    assert here.get("/account/").status_code == 200


def test_a_text_that_only_looks_like_json_is_no_way_round(here: Browser, mira: MadeUser) -> None:
    answer = here.client.post(
        f"{here.home}/sign-in", data='{"email": "x"}', content_type="text/plain", base_url=BASE
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "\t//evil.example",
        "http://evil.example/",
        "/t/other-tenant/desk",
        "/t/{slug}/../../x",
        "/t/{slug}@evil.example",
        "/t/{slug}/\r\nSet-Cookie: a=b",
        "／／evil.example",
    ],
)
def test_nobody_is_led_off_this_tenant_after_signing_in(here: Browser, mira: MadeUser, target: str) -> None:
    told = target.format(slug=here.tenant.slug)
    home = here.sign_in(mira).location
    answer = here.post("/sign-in", {"email": mira.email, "password": PASSWORD, "next": told})
    assert answer.status_code == 303
    assert answer.location == home
    assert home.startswith(f"{here.home}/")
