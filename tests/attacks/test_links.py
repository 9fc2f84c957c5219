"""One-time links: looking never uses one up, using ends it and everything signed in before."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from casework.base import clock
from casework.services.staff.mail_link import write_link_mail
from casework.services.tenants.find_tenant import find_tenant
from casework.settings import Database
from casework.store.identity import identity_session
from casework.web.password_links import link_url
from tests.factories.browser import Browser
from tests.factories.tenants import PASSWORD, MadeTenant, MadeUser, make_tenant, make_user

NEW = {"password": "nine loud cormorants", "again": "nine loud cormorants"}


@pytest.fixture
def port(database: Database) -> MadeTenant:
    return make_tenant(database, "Northport")


@pytest.fixture
def mira(database: Database, port: MadeTenant) -> MadeUser:
    return make_user(database, port)


def _link(app: Flask, user: MadeUser, purpose: str = "reset") -> str:
    """The path of a fresh link, as the mail has it."""
    with app.test_request_context("/", base_url="http://evil.example"), identity_session() as session:
        tenant = find_tenant(session, slug=user.tenant.slug)
        assert tenant is not None
        mail = write_link_mail(session, purpose, user.id, tenant)
        session.commit()
        assert mail is not None
        url = link_url(tenant, purpose, mail.token)
    assert url.startswith(f"http://127.0.0.1:8000/t/{user.tenant.slug}/")
    return url.removeprefix("http://127.0.0.1:8000")


def test_scanners_and_readers_may_look_as_often_as_they_like(
    app: Flask, port: MadeTenant, mira: MadeUser
) -> None:
    path, here = _link(app, mira), Browser(app, port)
    for agent in ("Mozilla/5.0", "SafeLinks", "curl/8"):
        assert here.get(path, headers={"User-Agent": agent}).status_code == 200
        assert here.client.head(path, base_url=here.base).status_code == 200
    assert here.post(path, NEW).status_code == 303
    assert here.get("/account/").status_code == 200
    assert here.get(path).status_code == 410


def test_a_link_is_used_once_and_the_new_password_counts(
    app: Flask, port: MadeTenant, mira: MadeUser
) -> None:
    path, here, other = _link(app, mira), Browser(app, port), Browser(app, port)
    token = other.token(path)
    assert here.post(path, NEW).status_code == 303
    again = other.client.post(path, data=NEW | {"csrf_token": token}, base_url=other.base)
    assert again.status_code == 410
    assert Browser(app, port).sign_in(mira).status_code == 422
    assert Browser(app, port).sign_in(mira, NEW["password"]).status_code == 303


def test_of_many_at_the_same_moment_one_wins(app: Flask, port: MadeTenant, mira: MadeUser) -> None:
    path, answers = _link(app, mira), []
    browsers = [Browser(app, port) for _ in range(6)]
    tokens = [here.token(path) for here in browsers]
    gate = threading.Barrier(len(browsers))

    def use(here: Browser, token: str) -> None:
        gate.wait()
        data = NEW | {"csrf_token": token}
        answers.append(here.client.post(path, data=data, base_url=here.base).status_code)

    threads = [threading.Thread(target=use, args=pair) for pair in zip(browsers, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303] + [410] * 5


def test_a_reset_ends_every_session_of_before(app: Flask, port: MadeTenant, mira: MadeUser) -> None:
    thief = Browser(app, port)
    thief.sign_in(mira)
    Browser(app, port).post(_link(app, mira), NEW)
    assert thief.get("/account/").status_code == 303


def test_a_newer_link_ends_the_older(app: Flask, port: MadeTenant, mira: MadeUser) -> None:
    older, newer = _link(app, mira), _link(app, mira)
    here = Browser(app, port)
    assert here.get(older).status_code == 410
    assert here.get(newer).status_code == 200


def test_a_link_dies_with_a_password_change_and_after_an_hour(
    app: Flask, port: MadeTenant, mira: MadeUser
) -> None:
    path, here = _link(app, mira), Browser(app, port)
    with clock.freeze(clock.now() + timedelta(minutes=59)):
        assert here.get(path).status_code == 200
    with clock.freeze(clock.now() + timedelta(minutes=60)):
        assert here.get(path).status_code == 410
    here.sign_in(mira)
    here.post("/account/password", {"present": PASSWORD, **NEW}, form="/account/")
    assert here.get(path).status_code == 410


def test_a_link_serves_its_own_door_and_tenant_only(
    app: Flask, port: MadeTenant, mira: MadeUser, database: Database
) -> None:
    path, elsewhere = _link(app, mira), make_tenant(database, "Eastvale")
    assert Browser(app, port).get(path.replace("new-password", "invitation")).status_code == 410
    assert Browser(app, elsewhere).get(path.replace(port.slug, elsewhere.slug)).status_code == 410


@pytest.mark.parametrize(
    "typed",
    [
        {"password": "short", "again": "short"},
        {"password": "northport2026!", "again": "northport2026!"},
        {"password": "nine loud cormorants", "again": "nine loud cormorant"},
        {},
    ],
)
def test_a_password_that_will_not_do_leaves_the_link_working(
    app: Flask, port: MadeTenant, mira: MadeUser, typed: dict[str, str]
) -> None:
    path, here = _link(app, mira), Browser(app, port)
    assert here.post(path, typed).status_code == 422
    assert here.post(path, NEW).status_code == 303


def test_an_invitation_makes_a_member_of_who_was_invited(
    app: Flask, port: MadeTenant, database: Database
) -> None:
    waiting = make_user(database, port, "title_clerk", status="invited")
    assert Browser(app, port).sign_in(waiting).status_code == 422
    here = Browser(app, port)
    assert here.post(_link(app, waiting, "invite"), NEW).status_code == 303
    assert here.get("/account/").status_code == 200
