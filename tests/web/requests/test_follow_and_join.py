"""Before somebody tells us again what is known; and news by mail for those who asked for them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from casework.base import clock
from casework.services.office import office_by_id
from casework.services.sweep.sweep_tenant import sweep_tenant
from casework.settings import Database, Settings
from tests.factories.browser import BASE, Browser
from tests.factories.tenants import MadeTenant, make_tenant
from tests.jobs.test_mail import mails, words
from tests.web.public.conftest import fill
from tests.web.requests.steps import move_on
from tests.web.requests.test_public_pages import POTHOLE, SERVICE
from tests.working import work_off

LINK = re.compile(r"http://[^/]+(/t/[^\s]+/requests/(?:follow|stop)/[^\s]+)")


@pytest.fixture(scope="module")
def lakeshore(database: Database) -> MadeTenant:
    return make_tenant(database, "Lakeshore", kind="council", timezone="America/Chicago")


@pytest.fixture
def here(app: Flask, lakeshore: MadeTenant) -> Browser:
    return Browser(app, lakeshore)


def tell(browser: Browser, *, at: float = 43.1, send: bool = True, **what: Any) -> str:
    """A request from the web; its number, or nothing when it is not sent yet."""
    where = {**POTHOLE["where"], "place-lat": str(at)}
    browser = Browser(browser.client.application, browser.tenant) if send else browser
    fill(browser, SERVICE, {**POTHOLE, "what": {**POTHOLE["what"], **what}, "where": where})
    if not send:
        return ""
    sent = browser.post(f"/apply/{SERVICE}/check", {"truth": "yes"})
    found = re.search(r"R-\d{3}-\d{3}-\d{3}", browser.get(sent.location).get_data(as_text=True))
    assert found
    return found[0]


def reports(browser: Browser, number: str) -> str:
    page = browser.get(f"/requests/{number}").get_data(as_text=True)
    found = re.search(r"(\d+) (?:person|people)<", page)
    assert found
    return found[1]


def test_what_was_told_nearby_is_asked_about_before_sending_and_one_press_joins_it(
    app: Flask, here: Browser, lakeshore: MadeTenant
) -> None:
    number = tell(here)
    second = Browser(app, lakeshore)
    tell(second, at=43.10005, send=False)
    for page in ("check", "contact"):
        told = second.get(f"/apply/{SERVICE}/{page}").get_data(as_text=True)
        assert "Is it this one?" in told and number in told and "m away" in told
    joined = second.post(f"/apply/{SERVICE}/join", {"number": number}, form=f"/apply/{SERVICE}/check")
    assert joined.location.endswith(f"/requests/{number}")
    assert reports(here, number) == "2"
    assert second.get(f"/apply/{SERVICE}/check").location.endswith(f"/services/{SERVICE}/"), (
        "the draft is gone"
    )
    again = second.post(f"/apply/{SERVICE}/join", {"number": number}, form=f"/requests/{number}")
    assert again.status_code == 303
    assert reports(here, number) == "2", "nobody counts twice for one draft"


@pytest.mark.parametrize("other", [{"at": 43.2}, {"category": "tree"}])
def test_what_is_elsewhere_or_something_else_is_not_asked_about(
    app: Flask, here: Browser, lakeshore: MadeTenant, other: dict[str, Any]
) -> None:
    tell(here, at=43.15)
    second = Browser(app, lakeshore)
    tell(second, send=False, **({"at": 43.15} | other))
    assert "Is it" not in second.get(f"/apply/{SERVICE}/check").get_data(as_text=True)


def test_a_request_is_followed_after_a_yes_from_the_mail_and_left_by_one_press_of_the_mail_program(
    app: Flask, settings: Settings, here: Browser, lakeshore: MadeTenant
) -> None:
    number, reader = tell(here, at=43.3), "reader@example.org"
    asked = here.post(f"/requests/{number}/follow", {"email": reader}, form=f"/requests/{number}")
    assert asked.status_code == 303
    _work(app, settings)
    (first,) = mails(app, reader)
    assert number in words(first) and "CNRY" not in words(first)
    link = LINK.search(words(first))
    assert link
    move_on(app, lakeshore, number)
    _work(app, settings)
    assert len(mails(app, reader)) == 1, "no news before the yes"
    assert here.get(link[1]).status_code == 200
    assert here.post(link[1]).status_code == 303
    move_on(app, lakeshore, number)
    _work(app, settings)
    assert len(mails(app, reader)) == 2
    news = mails(app, reader)[-1]
    assert number in str(news["Subject"]) and news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = LINK.search(words(news))
    assert stop and stop[1] in str(news["List-Unsubscribe"])
    stranger = app.test_client()
    gone = stranger.post(stop[1], data={"List-Unsubscribe": "One-Click"}, base_url=BASE)
    assert gone.status_code == 200
    move_on(app, lakeshore, number)
    _work(app, settings)
    assert len(mails(app, reader)) == 2


def test_news_of_a_category_come_once_for_each_new_request_that_fits(
    app: Flask, settings: Settings, here: Browser
) -> None:
    reader = "trees@example.org"
    here.post("/requests/follow", {"email": reader, "category": "tree"})
    _work(app, settings)
    link = LINK.search(words(mails(app, reader)[0]))
    assert link
    here.post(link[1])
    tell(here, at=43.4)
    number = tell(here, at=43.5, category="tree")
    _work(app, settings)
    (_, news) = mails(app, reader)
    assert number in str(news["Subject"])


def test_a_token_opens_its_own_wish_at_its_own_office_alone(
    app: Flask, settings: Settings, here: Browser, database: Database
) -> None:
    reader = "own@example.org"
    here.post("/requests/follow", {"email": reader})
    _work(app, settings)
    link = LINK.search(words(mails(app, reader)[0]))
    assert link
    other = make_tenant(database, "Lakeshore", kind="council")
    assert here.get(link[1][:-1] + ("0" if link[1][-1] != "0" else "1")).status_code == 404
    assert here.get(link[1].replace(here.tenant.slug, other.slug)).status_code == 404
    assert here.get(link[1]).status_code == 200


def test_a_wrong_address_is_said_and_too_many_mails_to_one_are_refused(here: Browser) -> None:
    answer = here.post("/requests/follow", {"email": "nobody"})
    assert answer.status_code == 422 and "nobody" in answer.get_data(as_text=True)
    codes = [here.post("/requests/follow", {"email": "many@example.org"}).status_code for _ in range(5)]
    assert 429 in codes


def test_a_wish_that_nobody_confirms_is_forgotten_after_a_week(
    app: Flask, settings: Settings, here: Browser, lakeshore: MadeTenant
) -> None:
    here.post("/requests/follow", {"email": "late@example.org"})
    with app.app_context():
        office = office_by_id(lakeshore.id)
        with clock.freeze(clock.now() + timedelta(days=8)), office.open(office.system("sweep")) as session:
            gone = sweep_tenant(session)
            session.commit()
    assert gone["followers"] >= 1


def _work(app: Flask, settings: Settings) -> None:
    """Do the work, and what it brought about."""
    for _ in range(2):
        work_off(app, settings)
