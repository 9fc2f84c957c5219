"""Whatever is sent to the doors of accounts, the answer is a clear 4xx and never a 500."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.settings import Database
from tests.factories.browser import BASE, Browser
from tests.factories.tenants import MadeTenant, make_tenant, make_user

HOSTILE = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202e\u200b",
    "'; drop table identity.tenant; --",
    "{{ 7*7 }}${7*7}<script>alert(1)</script>",
    "%s%n%d",
    "a" * 100_000,
    "9" * 5_000,
    "-1",
    "null",
    "\r\nSet-Cookie: a=b",
    "../../etc/passwd",
]
FORMS = {
    "/sign-in": ("email", "password", "next"),
    "/forgot": ("email",),
    "/account/language": ("language",),
    "/account/password": ("present", "password", "again"),
    "/confirm": ("password", "next"),
    "/account/tokens/new": ("name", "permissions", "purpose", "days"),
    "/admin/members/invite": ("name", "email", "titles", "language"),
    "/admin/office": (
        "name",
        "line",
        "contact",
        "timezone",
        "languages",
        "theme",
        "tenant",
        "corner",
        "mark",
    ),
}


@pytest.fixture(scope="module")
def port(database: Database) -> MadeTenant:
    return make_tenant(database, "Northport")


@pytest.fixture(scope="module")
def boss(app: Flask, database: Database, port: MadeTenant) -> Browser:
    here = Browser(app, port)
    here.sign_in(make_user(database, port, "administrator", "title_examiner"))
    return here


def _send(here: Browser, path: str, data: dict[str, str], token: str) -> int:
    sent = {name: value.encode("utf-8", "surrogatepass") for name, value in data.items()}
    answer = here.client.post(f"{here.home}{path}", data={**sent, "csrf_token": token}, base_url=BASE)
    return answer.status_code


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_in_any_box_is_answered_below_500(
    app: Flask, boss: Browser, port: MadeTenant, path: str, text: str
) -> None:
    here = Browser(app, port) if path in ("/sign-in", "/forgot") else boss
    token = here.token("/sign-in" if here is not boss else "/account/")
    for field in FORMS[path]:
        assert _send(here, path, {field: text}, token) < 500
    assert _send(here, path, dict.fromkeys(FORMS[path], text), token) < 500


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(st.sampled_from(FORMS["/admin/office"]), st.text(max_size=40)))
def test_any_text_in_the_settings_is_answered_below_500(boss: Browser, data: dict[str, str]) -> None:
    assert _send(boss, "/admin/office", data, boss.token("/account/")) < 500


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in?lang=%00",
        "/sign-in?lang=" + "x" * 5000,
        "/sign-in?next=%ff%fe",
        "/admin/members/not-a-uuid",
        "/admin/members/00000000-0000-0000-0000-000000000000",
        "/invitation/" + "A" * 101,
        "/invitation/%ed%a0%80",
        "/new-password/..%2f..",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/sign-in;x=y",
        "/sign-in.json",
        "/brand.css?v=%00",
    ],
)
def test_odd_addresses_are_answered_below_500(boss: Browser, path: str) -> None:
    assert boss.get(path).status_code < 500


def test_a_body_beyond_all_measure_is_refused(boss: Browser) -> None:
    token = boss.token("/account/")
    assert _send(boss, "/admin/office", {"name": "x" * 2_000_000}, token) == 413


def test_a_form_with_thousands_of_boxes_is_refused(boss: Browser) -> None:
    data = {f"box{n}": "x" for n in range(2000)} | {"csrf_token": boss.token("/account/")}
    answer = boss.client.post(
        f"{boss.home}/admin/office", data=data, base_url=BASE, content_type="multipart/form-data"
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("cookie", ["", "x", "\x01", "a" * 5000, "../", "%00", "é"])
def test_spoiled_cookies_are_nobody(app: Flask, port: MadeTenant, cookie: str) -> None:
    here = Browser(app, port)
    for name in ("staff", "visit", "device"):
        headers = {"Cookie": f"casework-{name}={cookie}"}
        assert here.get("/account/", headers=headers).status_code == 303
        assert here.get("/sign-in", headers=headers).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "FOO"])
def test_other_methods_open_nothing(boss: Browser, method: str) -> None:
    answer = boss.client.open(f"{boss.home}/account/", method=method, base_url=BASE)
    assert answer.status_code == 405
    assert b"@" not in answer.data
