"""Nothing said to a stranger tells whether somebody has an account here."""

import re

import pytest
from flask import Flask

from casework.settings import Database
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, make_tenant, make_user

_NONCE = re.compile(r'name="csrf_token" value="[^"]+"')
_UNTOLD = {"Set-Cookie", "X-Request-Id", "Date"}


@pytest.fixture
def port(database: Database) -> MadeTenant:
    return make_tenant(database, "Northport")


@pytest.fixture
def asked(database: Database, port: MadeTenant) -> dict[str, str]:
    """One address for each thing an account can be; all of one length."""
    elsewhere = make_tenant(database, "Riverbend", kind="charity")
    told = {
        name: f"{name:x<10}@{port.slug}.example"
        for name in ("active", "invited", "disabled", "elsewhere", "nobody")
    }
    for name in ("active", "invited", "disabled"):
        make_user(database, port, email=told[name], status=name)
    make_user(database, elsewhere, email=told["elsewhere"])
    return told


def _told(here: Browser, path: str, email: str, **data: str) -> tuple[int, str, list[tuple[str, str]], int]:
    answer = here.post(path, {"email": email, **data})
    words = _NONCE.sub("", answer.get_data(as_text=True)).replace(email, "")
    headers = sorted((name, value) for name, value in answer.headers if name not in _UNTOLD)
    return answer.status_code, words, headers, len(answer.headers.getlist("Set-Cookie"))


def _alike(answers: dict[str, object]) -> None:
    first = answers["active"]
    assert all(answer == first for answer in answers.values()), answers


def test_a_refused_sign_in_looks_alike_whoever_it_names(
    app: Flask, port: MadeTenant, asked: dict[str, str]
) -> None:
    _alike(
        {
            name: _told(Browser(app, port), "/sign-in", email, password="eight quiet herons")
            for name, email in asked.items()
        }
    )


def test_the_right_password_of_a_disabled_or_foreign_account_looks_like_a_wrong_one(
    app: Flask, port: MadeTenant, asked: dict[str, str]
) -> None:
    right = "seven quiet herons"
    answers = {
        name: _told(Browser(app, port), "/sign-in", email, password=right) for name, email in asked.items()
    }
    assert answers.pop("active")[0] == 303
    answers["active"] = _told(Browser(app, port), "/sign-in", asked["active"], password="eight quiet herons")
    _alike(answers)


def test_asking_for_a_new_password_is_answered_alike(
    app: Flask, port: MadeTenant, asked: dict[str, str]
) -> None:
    _alike({name: _told(Browser(app, port), "/forgot", email) for name, email in asked.items()})


def test_asking_for_a_new_password_queues_one_job_whoever_asks(
    app: Flask, port: MadeTenant, asked: dict[str, str], database: Database
) -> None:
    import psycopg

    with psycopg.connect(database.worker.replace("+psycopg", "", 1), autocommit=True) as conn:
        for email in asked.values():
            before = conn.execute("select count(*) from queue.procrastinate_jobs").fetchone()
            Browser(app, port).post("/forgot", {"email": email})
            after = conn.execute("select count(*) from queue.procrastinate_jobs").fetchone()
            assert before and after and after[0] == before[0] + 1
        args = conn.execute("select args::text from queue.procrastinate_jobs").fetchall()
    assert not any("@" in row[0] for row in args)


@pytest.mark.parametrize("door", ["invitation", "new-password"])
@pytest.mark.parametrize("token", ["x", "A" * 43, "%00", "ü" * 20])
def test_a_link_that_never_was_looks_like_a_spent_one(
    app: Flask, port: MadeTenant, door: str, token: str
) -> None:
    answer = Browser(app, port).get(f"/{door}/{token}")
    assert answer.status_code in (400, 410)
