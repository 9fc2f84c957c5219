"""From the page of a request that is closed to a new one about the same; and who had it is written to."""

import re
import uuid
from datetime import timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from flask import Flask

from casework.base.clock import today
from casework.settings import Database, Settings
from tests.factories.browser import Browser
from tests.factories.tenants import TIMEZONE, MadeTenant, make_tenant, make_user
from tests.jobs.test_mail import mails, words
from tests.web.public.conftest import fill
from tests.web.requests.steps import move_on
from tests.web.requests.test_public_pages import POTHOLE, SERVICE
from tests.working import work_off

CODE = re.compile(r"\b[a-z0-9]{4}(?:-[a-z0-9]{4}){4}\b", re.IGNORECASE)
NUMBER = re.compile(r"R-\d{3}-\d{3}-\d{3}")


@pytest.fixture(scope="module")
def lakeshore(database: Database) -> MadeTenant:
    return make_tenant(database, "Lakeshore", kind="council", languages=("en", "es"))


@pytest.fixture(scope="module")
def officer(app: Flask, database: Database, lakeshore: MadeTenant) -> Browser:
    here = Browser(app, lakeshore)
    assert here.sign_in(make_user(database, lakeshore, "request_officer")).status_code == 303
    return here


def tell_and_mail(app: Flask, settings: Settings) -> None:
    """The job that tells, then the one that mails: a worker may have stopped looking when the first made the second."""
    for _ in range(2):
        work_off(app, settings)


def sent(here: Browser) -> str:
    """Send what was filled in, and open its page; its number."""
    here.post(f"/apply/{SERVICE}/check", {"truth": "yes"})
    receipt = here.get(f"/apply/{SERVICE}/receipt").get_data(as_text=True)
    number, code = NUMBER.search(receipt), CODE.search(receipt)
    assert number and code
    here.post("/track/", {"number": number[0], "code": code[0]})
    return number[0]


def done(app: Flask, lakeshore: MadeTenant) -> tuple[Browser, str]:
    """A request that was called done, open in its applicant's browser."""
    here = Browser(app, lakeshore)
    fill(here, SERVICE, POTHOLE)
    number = sent(here)
    for _ in range(3):
        move_on(app, lakeshore, number)
    return here, number


def test_after_the_last_day_a_new_request_is_begun_with_what_is_known_and_both_lead_to_each_other(
    app: Flask, lakeshore: MadeTenant, officer: Browser
) -> None:
    here, number = done(app, lakeshore)
    page = f"/track/{number}/"
    assert "Send a new request about this" not in here.get(page).get_data(as_text=True)
    assert here.post(f"/track/{number}/again", form=page).status_code == 404
    here.post(f"/track/{number}/moves/agree", form=page)
    assert "Send a new request about this" in here.get(page).get_data(as_text=True)
    begun = here.post(f"/track/{number}/again", form=page)
    assert begun.location.endswith(f"/apply/{SERVICE}/what")
    assert re.search(r'value="pothole"[^>]* checked', here.get(begun.location).get_data(as_text=True))
    assert "CNRY-street 4" in here.get(f"/apply/{SERVICE}/where").get_data(as_text=True)
    again = here.post(f"/track/{number}/again", form=page)
    assert again.location.endswith(f"/apply/{SERVICE}/saved"), "what was begun is not thrown away"
    fill(here, SERVICE, POTHOLE)
    later = sent(here)
    assert later != number
    assert number in officer.get(f"/desk/cases/{later}/").get_data(as_text=True)
    assert later in officer.get(f"/desk/cases/{number}/").get_data(as_text=True)
    assert number not in here.get(f"/track/{later}/").get_data(as_text=True)
    for path in (f"/requests/{later}", f"/open311/v2/requests/{later}.json"):
        told = Browser(app, lakeshore).get(path)
        assert told.status_code == 200 and number not in told.get_data(as_text=True), path


def test_the_desk_enters_such_a_request_for_somebody_on_the_phone(
    app: Flask, lakeshore: MadeTenant, officer: Browser
) -> None:
    here, number = done(app, lakeshore)
    here.post(f"/track/{number}/moves/agree", form=f"/track/{number}/")
    form = f"/desk/counter/{SERVICE}?follows={number}"
    assert form in officer.get(f"/desk/cases/{number}/").get_data(as_text=True)
    told = {**POTHOLE["what"], **POTHOLE["where"], "channel": "phone", "language": "en"}
    wrong = officer.post(f"/desk/counter/{SERVICE}", {**told, "follows": "R-000-000-000"}, form=form)
    assert wrong.status_code == 422 and "There is no case with this number that ended" in wrong.get_data(
        as_text=True
    )
    entered = officer.post(f"/desk/counter/{SERVICE}", {**told, "follows": number}, form=form)
    later = NUMBER.search(entered.get_data(as_text=True))
    assert later and later[0] in officer.get(f"/desk/cases/{number}/").get_data(as_text=True)


def test_a_letter_is_entered_at_the_counter_with_the_day_on_its_stamp(
    app: Flask, database: Database, lakeshore: MadeTenant, officer: Browser
) -> None:
    form = f"/desk/counter/{SERVICE}"
    day = today(TIMEZONE) - timedelta(days=6)
    stamp = {"came-day": str(day.day), "came-month": str(day.month), "came-year": str(day.year)}
    told = {**POTHOLE["what"], **POTHOLE["where"], "channel": "letter", "language": "en"}
    wrong = officer.post(form, {**told, **stamp, "came-year": str(day.year + 1)}, form=form)
    assert wrong.status_code == 422 and "not in the future" in wrong.get_data(as_text=True)
    entered = officer.post(form, {**told, **stamp}, form=form)
    number = NUMBER.search(entered.get_data(as_text=True))
    assert number
    with psycopg.connect(database.owner.replace("+psycopg", "")) as owner:
        asked = 'select channel, opened_at from "case" where number = %s'
        channel, opened = owner.execute(asked, [number[0]]).fetchone() or ("", None)
    assert channel == "letter" and opened.astimezone(ZoneInfo(TIMEZONE)).date() == day


def test_whoever_is_asked_whether_it_is_done_answers_at_the_top_of_the_page(
    app: Flask, lakeshore: MadeTenant
) -> None:
    here, number = done(app, lakeshore)
    page = here.get(f"/track/{number}/").get_data(as_text=True)
    for move in ("agree", "reopen"):
        assert 0 < page.index(f"/track/{number}/moves/{move}") < page.index("Where it stands")
        assert page.count(f"/track/{number}/moves/{move}") == 1


def test_who_has_a_request_is_written_to_when_its_applicant_says_that_it_is_not_done(
    app: Flask, settings: Settings, database: Database, lakeshore: MadeTenant
) -> None:
    handler = make_user(database, lakeshore, "request_officer", email=f"{uuid.uuid4().hex}@x.example")
    here, number = done(app, lakeshore)
    with psycopg.connect(database.owner.replace("+psycopg", "")) as owner:
        owner.execute('update "case" set assignee_id = %s where number = %s', [handler.id, number])
    here.post(
        f"/track/{number}/moves/reopen", {"still_wrong": "CNRY-deep"}, form=f"/track/{number}/moves/reopen"
    )
    tell_and_mail(app, settings)
    (told,) = (mail for mail in mails(app, handler.email) if number in str(mail["Subject"]))
    assert told["Subject"] == f"Not done: {number}" and "CNRY" not in words(told)
    assert f"/desk/cases/{number}/" in words(told)
