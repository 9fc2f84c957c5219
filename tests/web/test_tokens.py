"""API tokens at the desk, and what they open."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from casework.base import clock
from casework.policy.rulebook import allowed
from casework.services.staff.change_member import give_titles, revoke_member
from casework.services.staff.read_token import Bearer, read_token
from casework.services.staff.threshold import threshold_viewer
from casework.services.tenants.find_tenant import find_tenant
from casework.services.tenants.suspend_tenant import suspend_tenant
from casework.settings import Database
from casework.store.identity import identity_session
from tests.factories.browser import Browser
from tests.factories.tenants import PASSWORD, MadeTenant, MadeUser, make_tenant, make_user

WISH = {"name": "Nightly copy", "permissions": ["case.list", "case.read"], "days": "30", "purpose": "triage"}


@pytest.fixture
def port(database: Database) -> MadeTenant:
    return make_tenant(database, "Northport")


@pytest.fixture
def mira(database: Database, port: MadeTenant) -> MadeUser:
    return make_user(database, port, "title_examiner")


@pytest.fixture
def here(app: Flask, port: MadeTenant, mira: MadeUser) -> Browser:
    here = Browser(app, port)
    here.sign_in(mira)
    return here


def _make(here: Browser, **changed) -> str:
    page = here.post("/account/tokens/new", WISH | changed)
    assert page.status_code == 200, page.get_data(as_text=True)
    found = re.search(r"cw_\d+_[0-9a-f]{32}_[A-Za-z0-9_-]{43}", page.get_data(as_text=True))
    assert found
    return found[0]


def _read(app: Flask, token: str) -> Bearer | None:
    with app.app_context(), identity_session() as session:
        found = read_token(session, token)
        session.commit()
        return found


def test_a_token_acts_for_its_member_within_its_permissions_and_purpose(
    app: Flask, here: Browser, mira: MadeUser
) -> None:
    bearer = _read(app, _make(here))
    assert bearer is not None
    assert (bearer.staff.id, bearer.tenant.id, bearer.purpose) == (mira.id, mira.tenant.id, "triage")
    assert not bearer.staff.is_fresh
    with app.app_context():
        viewer = threshold_viewer(bearer.staff, bearer.tenant, narrowed_to=bearer.permissions)
    assert allowed("case.read", viewer)
    assert not allowed("case.move", viewer)


def test_a_token_is_shown_once_and_kept_as_a_hash(app: Flask, here: Browser, database: Database) -> None:
    token = _make(here)
    assert token not in here.get("/account/tokens/").get_data(as_text=True)
    secret = token.split("_", 3)[3]
    with app.app_context(), identity_session() as session:
        stored = (
            session.connection().exec_driver_sql("select t::text from identity.api_token t").scalars().all()
        )
    assert not any(secret in row for row in stored)


@pytest.mark.parametrize(
    "changed",
    [
        {"permissions": []},
        {"permissions": ["member.invite"]},
        {"permissions": ["gift.record"]},
        {"permissions": ["nonsense"]},
        {"purpose": "system:mail"},
        {"purpose": "oversight"},
        {"purpose": "self"},
        {"purpose": ""},
        {"days": "0"},
        {"days": "366"},
        {"days": "-1"},
        {"days": "٣"},
        {"days": "9" * 50},
        {"name": ""},
        {"name": "x" * 81},
    ],
)
def test_no_token_is_wider_or_longer_than_its_member_may_give(
    here: Browser, changed: dict[str, object]
) -> None:
    answer = here.post("/account/tokens/new", WISH | changed)
    assert answer.status_code == 422
    assert "cw_" not in answer.get_data(as_text=True)


def test_making_a_token_needs_the_password_of_the_last_ten_minutes(here: Browser) -> None:
    form = here.token("/account/tokens/new")
    with clock.freeze(clock.now() + timedelta(minutes=11)):
        led = here.get("/account/tokens/new")
        assert led.status_code == 303
        assert "/confirm?next=" in led.location
        sent = here.client.post(
            f"{here.home}/account/tokens/new", data=WISH | {"csrf_token": form}, base_url=here.base
        )
        assert sent.status_code == 401
        wrong = here.post("/confirm", {"password": "eight quiet herons"})
        assert wrong.status_code == 422
        right = here.post("/confirm", {"password": PASSWORD, "next": f"{here.home}/account/tokens/new"})
        assert right.location.endswith("/account/tokens/new")
        assert here.get("/account/tokens/new").status_code == 200


def test_the_pages_about_tokens_lead_to_the_description_of_the_api(here: Browser) -> None:
    assert "/api/v1/openapi.json" in here.get("/account/tokens/").get_data(as_text=True)
    made = here.post("/account/tokens/new", WISH)
    assert "/api/v1/openapi.json" in made.get_data(as_text=True)


def test_an_ended_token_opens_nothing(app: Flask, here: Browser) -> None:
    token = _make(here)
    page = here.get("/account/tokens/").get_data(as_text=True)
    end = re.search(r'action="[^"]*(/account/tokens/[0-9a-f-]{36}/end)"', page)
    assert end
    assert here.post(end[1], form="/account/tokens/").status_code == 303
    assert _read(app, token) is None


def test_a_token_ends_on_its_day(app: Flask, here: Browser) -> None:
    token = _make(here)
    with clock.freeze(clock.now() + timedelta(days=30, seconds=1)):
        assert _read(app, token) is None


def test_a_token_loses_what_its_member_loses(
    app: Flask, here: Browser, mira: MadeUser, database: Database
) -> None:
    token, boss = _make(here), make_user(database, mira.tenant, "administrator")
    with app.app_context(), identity_session() as session:
        tenant = find_tenant(session, slug=mira.tenant.slug)
        assert tenant is not None
        give_titles(session, tenant, mira.id, [], actor=boss.id)
        session.commit()
    bearer = _read(app, token)
    assert bearer is not None
    with app.app_context():
        assert not allowed("case.read", threshold_viewer(bearer.staff, bearer.tenant))
    with app.app_context(), identity_session() as session:
        revoke_member(session, tenant, mira.id, actor=boss.id)
        session.commit()
    assert _read(app, token) is None


def test_a_suspended_tenants_tokens_are_dead(app: Flask, here: Browser, port: MadeTenant) -> None:
    token = _make(here)
    with app.app_context(), identity_session() as session:
        suspend_tenant(session, port.slug)
        session.commit()
    assert _read(app, token) is None


def test_a_changed_password_ends_tokens_and_other_sessions(app: Flask, here: Browser, mira: MadeUser) -> None:
    token = _make(here)
    other = Browser(app, mira.tenant)
    other.sign_in(mira)
    new = "nine loud cormorants"
    changed = here.post(
        "/account/password", {"present": PASSWORD, "password": new, "again": new}, form="/account/"
    )
    assert changed.status_code == 303
    assert here.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 303
    assert _read(app, token) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"),
        lambda t: t + "x",
        lambda t: "",
        lambda t: t.replace("cw_", "cw_9"),
        lambda t: t.upper(),
    ],
)
def test_a_token_of_another_shape_or_tenant_is_unknown(app: Flask, here: Browser, spoil) -> None:
    assert _read(app, spoil(_make(here))) is None


def test_nobody_ends_a_colleagues_token(
    app: Flask, here: Browser, mira: MadeUser, database: Database
) -> None:
    token = _make(here)
    colleague = Browser(app, mira.tenant)
    colleague.sign_in(make_user(database, mira.tenant, "title_examiner"))
    row = token.split("_")[2]
    end = f"/account/tokens/{row[:8]}-{row[8:12]}-{row[12:16]}-{row[16:20]}-{row[20:]}/end"
    assert colleague.post(end, form="/account/").status_code == 404
    assert _read(app, token) is not None
