"""The administration of one tenant, felt at the next request of whom it concerns."""

import uuid

import pytest
from flask import Flask

from casework.services.tenants.find_tenant import TenantFacts, find_tenant
from casework.settings import Database
from casework.store.identity import identity_session
from tests.factories.browser import BASE, Browser
from tests.factories.tenants import MadeTenant, MadeUser, make_tenant, make_user

LOOK = {"mark": "sun", "theme": "brick"}


@pytest.fixture
def port(database: Database) -> MadeTenant:
    return make_tenant(database, "Northport")


@pytest.fixture
def boss(app: Flask, database: Database, port: MadeTenant) -> Browser:
    here = Browser(app, port)
    here.sign_in(make_user(database, port, "administrator", name="Bo Admin"))
    return here


@pytest.fixture
def clerk(database: Database, port: MadeTenant) -> MadeUser:
    return make_user(database, port, "title_clerk", name="Cléo Đặng")


def _facts(app: Flask, port: MadeTenant) -> TenantFacts:
    with app.app_context(), identity_session() as session:
        found = find_tenant(session, slug=port.slug)
    assert found is not None
    return found


def _office(**changed: object) -> dict[str, object]:
    told = {
        "name": "Port of North",
        "timezone": "America/Chicago",
        "languages": ["en", "vi"],
        "language": "vi",
    }
    return {**told, **LOOK, "public": "yes", "line": "Titles", "contact": "1 Quay", **changed}


def test_the_list_shows_the_members_of_this_office_alone(
    boss: Browser, clerk: MadeUser, database: Database
) -> None:
    stranger = make_user(database, make_tenant(database, "Eastvale"), name="Stranger CNRY-1")
    page = boss.get("/admin/members/").get_data(as_text=True)
    assert "Cléo Đặng" in page
    assert stranger.name not in page
    assert stranger.email not in page


@pytest.mark.parametrize("path", ["/admin/members/", "/admin/members/invite", "/admin/office"])
def test_a_clerk_administers_nothing(app: Flask, port: MadeTenant, clerk: MadeUser, path: str) -> None:
    here = Browser(app, port)
    here.sign_in(clerk)
    assert here.get(path).status_code == 403
    assert here.post(path, {}, form="/account/").status_code in (403, 405)


def test_inviting_makes_an_account_that_waits_and_a_job_that_mails(
    app: Flask, boss: Browser, database: Database
) -> None:
    told = {"name": "Nia", "email": "nia@port.example", "titles": ["title_clerk"], "language": "es"}
    assert boss.post("/admin/members/invite", told).status_code == 303
    page = boss.get("/admin/members/").get_data(as_text=True)
    assert "An invitation is on its way to nia@port.example" in page
    assert "Invited" in page
    assert boss.post("/admin/members/invite", told).status_code == 303  # once more: the link got lost


@pytest.mark.parametrize(
    "wrong",
    [{"email": "nonsense"}, {"titles": ["emperor"]}, {"name": ""}, {"email": "a@b.example\r\nBcc: x@y.z"}],
)
def test_a_faulty_invitation_keeps_what_was_typed(boss: Browser, wrong: dict[str, object]) -> None:
    told = {"name": "Nia Kept", "email": "nia@port.example", "titles": ["title_clerk"], "language": "es"}
    page = boss.post("/admin/members/invite", told | wrong)
    assert page.status_code == 422
    assert "There is one thing to put right" in page.get_data(as_text=True)
    assert "Nia Kept" in page.get_data(as_text=True) or wrong.get("name") == ""


def test_taken_titles_and_access_are_gone_at_the_next_request(
    app: Flask, boss: Browser, port: MadeTenant, clerk: MadeUser
) -> None:
    here, member = Browser(app, port), f"/admin/members/{clerk.id}"
    here.sign_in(clerk)
    assert here.get("/account/").status_code == 200
    assert boss.post(f"{member}/titles", {"titles": ["cashier"]}, form=member).status_code == 303
    assert here.get("/account/").status_code == 303
    here.sign_in(clerk)
    assert boss.post(f"{member}/revoke", form=member).status_code == 303
    assert here.get("/account/").status_code == 303
    assert here.sign_in(clerk).status_code == 422
    assert boss.post(f"{member}/restore", form=member).status_code == 303
    assert here.sign_in(clerk).status_code == 303


def test_the_last_administrator_cannot_shut_the_office(
    boss: Browser, port: MadeTenant, database: Database
) -> None:
    page = boss.get("/admin/members/").get_data(as_text=True)
    own = page.split("/admin/members/")[-1][:36]
    uuid.UUID(own)
    refused = boss.post(f"/admin/members/{own}/revoke", form=f"/admin/members/{own}")
    assert refused.status_code == 409
    assert "without an administrator" in refused.get_data(as_text=True)
    assert boss.get("/admin/members/").status_code == 200


def test_a_member_of_another_office_is_not_found(boss: Browser, database: Database) -> None:
    stranger = make_user(database, make_tenant(database, "Eastvale"))
    never = uuid.uuid4()
    one, other = boss.get(f"/admin/members/{stranger.id}"), boss.get(f"/admin/members/{never}")
    assert one.status_code == other.status_code == 404
    for act in ("titles", "revoke", "restore"):
        assert (
            boss.post(f"/admin/members/{stranger.id}/{act}", form="/admin/members/invite").status_code == 404
        )


def test_settings_are_seen_at_the_next_page_of_everybody(app: Flask, boss: Browser, port: MadeTenant) -> None:
    assert boss.post("/admin/office", _office()).status_code == 303
    facts = _facts(app, port)
    assert (facts.name, facts.timezone, facts.languages) == ("Port of North", "America/Chicago", ("vi", "en"))
    page = Browser(app, port).get("/sign-in").get_data(as_text=True)
    assert "Port of North" in page
    assert 'lang="vi"' in page
    assert 'data-theme="brick"' in page
    assert "1 Quay" in page


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"theme": "own", "band": "#ffff00"}, "band"),
        ({"theme": "own", "tenant": "#cccccc"}, "tenant"),
        ({"theme": "own", "night": "#000000"}, "night"),
        ({"theme": "own", "tenant": "red"}, "tenant"),
        ({"theme": "own", "tenant": "#0b4f71;}body{display:none"}, "tenant"),
        ({"theme": "own", "corner": "70"}, "corner"),
        ({"theme": "plaid"}, "theme"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"languages": []}, "languages"),
        ({"languages": ["tlh"]}, "languages"),
        ({"name": ""}, "name"),
        ({"line": "x" * 200}, "line"),
    ],
)
def test_colours_that_are_hard_to_read_and_other_faults_are_refused_by_field(
    app: Flask, boss: Browser, port: MadeTenant, changed: dict[str, object], field: str
) -> None:
    own = {"tenant": "#0b4f71", "night": "#86c8ec", "band": "#0b4f71", "corner": "3"}
    before = _facts(app, port)
    page = boss.post("/admin/office", _office(**own) | changed)
    assert page.status_code == 422
    assert f'href="#{field}"' in page.get_data(as_text=True)
    assert _facts(app, port) == before


def test_own_colours_come_as_a_stylesheet_of_the_tenant(app: Flask, boss: Browser, port: MadeTenant) -> None:
    own = {"theme": "own", "tenant": "#0B4F71", "night": "#86c8ec", "band": "#0b4f71", "corner": "0"}
    assert boss.post("/admin/office", _office(**own)).status_code == 303
    page = Browser(app, port).get("/sign-in").get_data(as_text=True)
    address = page.split('href="' + boss.home + "/brand.css")[1].split('"')[0]
    sheet = app.test_client().get(f"{boss.home}/brand.css{address}", base_url=BASE)
    assert "--tenant: #0b4f71" in sheet.get_data(as_text=True)


def test_an_unlisted_office_is_not_on_the_front_page(app: Flask, boss: Browser, port: MadeTenant) -> None:
    assert boss.post("/admin/office", _office(public="")).status_code == 303
    assert port.slug not in app.test_client().get("/", base_url=BASE).get_data(as_text=True)
