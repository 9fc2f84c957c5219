"""Which tenant an address means, and what no header can change about it."""

import uuid
from urllib.parse import urlsplit

import pytest
from flask import Flask

from casework.services.tenants.addresses import canonical_url, home_url
from casework.services.tenants.find_tenant import find_tenant
from casework.services.tenants.suspend_tenant import suspend_tenant
from casework.settings import Database
from casework.store.identity import identity_session
from tests.factories.browser import BASE, Browser
from tests.factories.tenants import MadeTenant, make_tenant, make_user


@pytest.fixture
def hosted(database: Database) -> MadeTenant:
    return make_tenant(database, "Eastvale", host=f"cases-{uuid.uuid4().hex[:8]}.eastvale.example")


def test_the_front_page_lists_public_tenants_at_their_own_addresses(
    app: Flask, northport: MadeTenant, hosted: MadeTenant
) -> None:
    page = app.test_client().get("/", base_url=BASE).get_data(as_text=True)
    assert f'href="{BASE}/t/{northport.slug}/"' in page
    assert f'href="http://{hosted.host}/"' in page


def test_an_unknown_slug_and_an_unknown_host_are_not_found(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/t/atlantis/sign-in", base_url=BASE).status_code == 404
    assert client.get("/sign-in", base_url="http://atlantis.example").status_code == 404
    assert client.get("/", base_url="http://atlantis.example").status_code == 404


def test_an_own_host_is_the_tenant_without_its_slug(app: Flask, hosted: MadeTenant) -> None:
    page = app.test_client().get("/sign-in", base_url=f"http://{hosted.host}")
    assert page.status_code == 200
    words = page.get_data(as_text=True)
    assert hosted.name in words
    assert hosted.slug not in words


def test_signing_in_works_on_an_own_host_and_its_cookie_stays_there(
    app: Flask, hosted: MadeTenant, database: Database
) -> None:
    here = Browser(app, hosted)
    answer = here.sign_in(make_user(database, hosted))
    assert answer.status_code == 303
    assert answer.location.startswith("/")
    assert not answer.location.startswith(("//", "/t/"))
    assert here.get("/account/").status_code == 200
    assert here.client.get_cookie("casework-staff", path="/", domain=hosted.host) is not None


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_tenant_with_a_host_of_its_own_is_read_there_only(
    app: Flask, hosted: MadeTenant, method: str
) -> None:
    led = getattr(app.test_client(), method)(f"/t/{hosted.slug}/sign-in?next=x", base_url=BASE)
    assert led.status_code == 302
    assert led.location == f"http://{hosted.host}/sign-in?next=x"


def test_nothing_can_be_sent_to_it_elsewhere(app: Flask, hosted: MadeTenant) -> None:
    answer = app.test_client().post(f"/t/{hosted.slug}/sign-in", base_url=BASE)
    assert answer.status_code == 404


def test_a_tenant_on_its_own_host_cannot_be_asked_for_another(
    app: Flask, hosted: MadeTenant, northport: MadeTenant
) -> None:
    answer = app.test_client().get(f"/t/{northport.slug}/sign-in", base_url=f"http://{hosted.host}")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "{host}"},
        {"Forwarded": "host={host}"},
        {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "{host}"},
        {"X-Original-URL": "/t/{slug}/sign-in"},
        {"X-Rewrite-URL": "/t/{slug}/sign-in"},
        {"X-HTTP-Method-Override": "POST"},
        {"X-Tenant": "{slug}"},
    ],
)
def test_no_header_of_a_reader_changes_the_tenant(
    app: Flask, hosted: MadeTenant, northport: MadeTenant, headers: dict[str, str]
) -> None:
    sent = {name: value.format(host=hosted.host, slug=hosted.slug) for name, value in headers.items()}
    page = app.test_client().get(f"/t/{northport.slug}/sign-in", base_url=BASE, headers=sent)
    assert page.status_code == 200
    assert "Northport" in page.get_data(as_text=True)
    assert "Eastvale" not in page.get_data(as_text=True)


@pytest.mark.parametrize("tail", [".", ":81", ":8000", ".evil.example", "@evil.example"])
def test_a_host_is_matched_whole(app: Flask, hosted: MadeTenant, tail: str) -> None:
    answer = app.test_client().get("/sign-in", headers={"Host": f"{hosted.host}{tail}"})
    assert answer.status_code == 404


def test_capital_letters_in_a_host_mean_the_same_host(app: Flask, hosted: MadeTenant) -> None:
    assert hosted.host is not None
    answer = app.test_client().get("/sign-in", base_url=f"http://{hosted.host.upper()}")
    assert answer.status_code == 200


def test_addresses_for_mails_come_from_settings_and_database_not_from_the_request(
    app: Flask, hosted: MadeTenant, northport: MadeTenant
) -> None:
    with app.test_request_context("/", base_url="http://evil.example"), identity_session() as session:
        own, shared = find_tenant(session, slug=hosted.slug), find_tenant(session, slug=northport.slug)
        assert own is not None
        assert shared is not None
        assert canonical_url(own, "auth.sign_in_page") == f"http://{hosted.host}/sign-in"
        assert canonical_url(shared, "auth.sign_in_page") == f"{BASE}/t/{northport.slug}/sign-in"
        assert urlsplit(home_url(own)).netloc == hosted.host


def test_a_suspended_tenant_lets_nobody_in_at_the_next_request(app: Flask, database: Database) -> None:
    tenant = make_tenant(database, "Lakeshore", kind="council")
    here, user = Browser(app, tenant), make_user(database, tenant)
    here.sign_in(user)
    assert here.get("/account/").status_code == 200
    with app.app_context(), identity_session() as session:
        suspend_tenant(session, tenant.slug)
        session.commit()
    assert here.get("/account/").status_code == 403
    assert here.get("/sign-in").status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/t/{slug}", "/t/{slug}//sign-in", "/t/{slug}/sign-in/", "/T/{slug}/sign-in", "/t/{slug}/%2e%2e/x"],
)
def test_odd_spellings_of_an_address_open_nothing(app: Flask, northport: MadeTenant, path: str) -> None:
    answer = app.test_client().get(path.format(slug=northport.slug), base_url=BASE)
    assert answer.status_code in (308, 404)
    assert answer.status_code != 308 or answer.location.startswith(
        (f"{BASE}/t/{northport.slug}/", f"/t/{northport.slug}/")
    )


def test_what_is_not_found_at_a_tenant_says_so_in_its_look_and_language(
    app: Flask, northport: MadeTenant
) -> None:
    page = app.test_client().get(f"/t/{northport.slug}/nowhere?lang=es", base_url=BASE)
    assert page.status_code == 404
    assert 'lang="es"' in page.get_data(as_text=True)
    assert "Northport" in page.get_data(as_text=True)
