"""Cookies of an installation behind https: secure, bound to one tenant, never readable by a page."""

import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from casework.app import create_app
from casework.settings import Database, Settings
from casework.store.bind import release_store
from tests.factories.browser import TOKEN
from tests.factories.tenants import CHEAP, PASSWORD, MadeTenant, make_tenant, make_user

BASE = "https://cases.example.org"


@pytest.fixture(scope="module")
def secure(settings: Settings) -> Iterator[Flask]:
    made = create_app(replace(settings, base_url=BASE, demo=False, trusted_proxies=1))
    made.config.update(TESTING=True, PASSWORD_COST=CHEAP)
    yield made
    release_store(made)


@pytest.fixture(scope="module")
def hosted(database: Database) -> MadeTenant:
    return make_tenant(database, "Eastvale", host=f"cases-{uuid.uuid4().hex[:8]}.eastvale.example")


def _behind_proxy(host: str) -> dict[str, str]:
    return {"X-Forwarded-Proto": "https", "X-Forwarded-Host": host, "X-Forwarded-For": "203.0.113.5"}


def _sign_in(client: FlaskClient, host: str, home: str, email: str) -> list[str]:
    told = {"base_url": "http://10.0.0.5:8000", "headers": _behind_proxy(host)}
    page = client.get(f"{home}/sign-in", **told)
    token = TOKEN.search(page.get_data(as_text=True))
    cookies = "; ".join(cookie.split(";")[0] for cookie in page.headers.getlist("Set-Cookie"))
    assert token
    headers = _behind_proxy(host) | {"Cookie": cookies, "Origin": f"https://{host}"}
    data = {"email": email, "password": PASSWORD, "csrf_token": token[1]}
    answer = client.post(f"{home}/sign-in", data=data, base_url="http://10.0.0.5:8000", headers=headers)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return page.headers.getlist("Set-Cookie") + answer.headers.getlist("Set-Cookie")


def test_on_the_shared_host_cookies_belong_to_the_tenants_path(
    secure: Flask, northport: MadeTenant, database: Database
) -> None:
    user = make_user(database, northport)
    cookies = _sign_in(
        secure.test_client(use_cookies=False), "cases.example.org", f"/t/{northport.slug}", user.email
    )
    assert {cookie.split("=")[0] for cookie in cookies} == {
        "casework-visit",
        "casework-staff",
        "casework-device",
    }
    for cookie in cookies:
        assert f"Path=/t/{northport.slug}/" in cookie
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Domain" not in cookie


def test_on_an_own_host_they_carry_the_host_prefix(
    secure: Flask, hosted: MadeTenant, database: Database
) -> None:
    user = make_user(database, hosted)
    assert hosted.host
    cookies = _sign_in(secure.test_client(use_cookies=False), hosted.host, "", user.email)
    assert {cookie.split("=")[0] for cookie in cookies} == {"__Host-visit", "__Host-staff", "__Host-device"}
    for cookie in cookies:
        assert "Path=/;" in cookie + ";"
        assert "Secure" in cookie
        assert "Domain" not in cookie


def test_a_header_is_believed_from_as_many_proxies_as_are_configured_and_no_more(
    secure: Flask, hosted: MadeTenant, northport: MadeTenant
) -> None:
    client, path = secure.test_client(), f"/t/{northport.slug}/sign-in"
    forged = {**_behind_proxy("cases.example.org"), "X-Forwarded-Host": f"{hosted.host}, cases.example.org"}
    assert client.get(path, base_url="http://10.0.0.5:8000", headers=forged).status_code == 200
    forged["X-Forwarded-Host"] = f"cases.example.org, {hosted.host}"
    assert client.get(path, base_url="http://10.0.0.5:8000", headers=forged).status_code == 404


def test_https_is_asked_for_from_then_on(secure: Flask, northport: MadeTenant) -> None:
    answer = secure.test_client().get(
        f"/t/{northport.slug}/sign-in",
        base_url="http://10.0.0.5:8000",
        headers=_behind_proxy("cases.example.org"),
    )
    assert "max-age" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("key", ["dev", "changeme", "secret", "casework", "", "x" * 32])
def test_a_visit_signed_with_a_guessed_key_is_no_visit(app: Flask, northport: MadeTenant, key: str) -> None:
    from itsdangerous import URLSafeTimedSerializer

    forged = URLSafeTimedSerializer(key or "none", salt=f"casework visit to {northport.slug}").dumps(
        {"id": "known"}
    )
    client = app.test_client(use_cookies=False)
    page = client.get(
        f"/t/{northport.slug}/sign-in",
        base_url="http://127.0.0.1:8000",
        headers={"Cookie": f"casework-visit={forged}"},
    )
    assert any(cookie.startswith("casework-visit=") for cookie in page.headers.getlist("Set-Cookie"))
