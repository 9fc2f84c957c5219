"""Guessing is slow, for all workers together, and locks nobody out of their own browser."""

import multiprocessing
from datetime import timedelta

import pytest
from flask import Flask

from casework.base import clock
from casework.services.staff import throttle
from casework.services.staff.throttle import Limit, TooManyTries, address_of, refund, spend
from casework.settings import Database
from tests.attacks.crowd import spend_many
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, MadeUser, make_tenant, make_user

FEW = Limit("a test", 4, timedelta(minutes=8))


@pytest.fixture
def port(database: Database) -> MadeTenant:
    return make_tenant(database, "Northport")


@pytest.fixture
def mira(database: Database, port: MadeTenant) -> MadeUser:
    return make_user(database, port)


def _guess(here: Browser, user: MadeUser, address: str = "203.0.113.7") -> int:
    return here.sign_in(user, "eight quiet herons", environ_base={"REMOTE_ADDR": address}).status_code


def test_tries_run_out_and_come_back_one_by_one(app: Flask, port: MadeTenant) -> None:
    start = clock.now()
    with app.test_request_context("/"), clock.freeze(start):
        for _ in range(4):
            spend(FEW, "mira", tenant_id=port.id)
        with pytest.raises(TooManyTries) as refused:
            spend(FEW, "mira", tenant_id=port.id)
        spend(FEW, "another", tenant_id=port.id)
    assert refused.value.retry_after == 121
    with app.test_request_context("/"), clock.freeze(start + timedelta(seconds=121)):
        spend(FEW, "mira", tenant_id=port.id)
        with pytest.raises(TooManyTries):
            spend(FEW, "mira", tenant_id=port.id)


def test_a_clock_that_jumps_back_gives_no_tries(app: Flask, port: MadeTenant) -> None:
    start = clock.now()
    with app.test_request_context("/"):
        with clock.freeze(start):
            for _ in range(4):
                spend(FEW, "mira", tenant_id=port.id)
        for hours in (-24, -1):
            with clock.freeze(start + timedelta(hours=hours)), pytest.raises(TooManyTries):
                spend(FEW, "mira", tenant_id=port.id)


def test_a_rightful_try_is_given_back(app: Flask, port: MadeTenant) -> None:
    with app.test_request_context("/"), clock.freeze(clock.now()):
        for _ in range(10):
            spend(FEW, "mira", tenant_id=port.id)
            refund(FEW, "mira", tenant_id=port.id)


def test_three_workers_share_one_count(app: Flask, database: Database, port: MadeTenant) -> None:
    spawning = multiprocessing.get_context("spawn")
    done: multiprocessing.Queue[int] = spawning.Queue()
    told = {"tenant_id": port.id, "key": app.config["THROTTLE_KEY"], "tries": 6, "done": done}
    workers = [
        spawning.Process(target=spend_many, args=(database.identity, FEW), kwargs=told) for _ in range(3)
    ]
    for worker in workers:
        worker.start()
    passed = sum(done.get(timeout=60) for _ in workers)
    for worker in workers:
        worker.join()
        worker.close()
    done.close()
    done.join_thread()
    assert passed == 4


def test_guesses_at_one_account_stop_however_many_addresses_guess(
    app: Flask, port: MadeTenant, mira: MadeUser
) -> None:
    answers = [_guess(Browser(app, port), mira, f"203.0.113.{n}") for n in range(8)]
    assert answers == [422] * 5 + [429] * 3


def test_a_stop_looks_alike_for_accounts_that_do_not_exist(app: Flask, port: MadeTenant) -> None:
    nobody = MadeUser(clock.now, port, "nobody@port.example", "Nobody", ())  # type: ignore[arg-type]  # never looked at
    answers = [_guess(Browser(app, port), nobody, f"203.0.113.{n}") for n in range(8)]
    assert answers == [422] * 5 + [429] * 3


def test_guesses_from_one_household_stop_however_many_accounts_they_name(
    app: Flask, port: MadeTenant, database: Database
) -> None:
    users = [make_user(database, port) for _ in range(32)]
    answers = [_guess(Browser(app, port), user, f"2001:db8:7:7::{n:x}") for n, user in enumerate(users)]
    assert answers == [422] * 30 + [429] * 2


def test_the_owner_gets_in_from_a_known_browser_while_others_guess(
    app: Flask, port: MadeTenant, mira: MadeUser
) -> None:
    own = Browser(app, port)
    assert own.sign_in(mira).status_code == 303
    for n in range(6):
        _guess(Browser(app, port), mira, f"203.0.113.{n}")
    assert _guess(Browser(app, port), mira) == 429
    assert own.sign_in(mira).status_code == 303


def test_the_mark_of_a_known_browser_helps_no_other_account_and_no_other_tenant(
    app: Flask, port: MadeTenant, mira: MadeUser, database: Database
) -> None:
    colleague = make_user(database, port)
    own = Browser(app, port)
    own.sign_in(mira)
    for n in range(5):
        _guess(Browser(app, port), colleague, f"203.0.113.{n}")
    assert _guess(own, colleague) == 429


def test_a_known_browser_has_few_tries_too(app: Flask, port: MadeTenant, mira: MadeUser) -> None:
    own = Browser(app, port)
    own.sign_in(mira)
    assert [_guess(own, mira) for _ in range(7)] == [422] * 5 + [429] * 2


def test_a_stop_says_when_to_come_back(app: Flask, port: MadeTenant, mira: MadeUser) -> None:
    here = Browser(app, port)
    for _ in range(5):
        _guess(here, mira)
    answer = here.sign_in(mira, "eight quiet herons")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert "Try again in 3 minutes" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("remote", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("nonsense", "unknown"),
        (None, "unknown"),
    ],
)
def test_addresses_are_counted_by_household(remote: str | None, counted: str) -> None:
    assert address_of(remote) == counted


def test_no_address_and_no_account_stands_in_the_table(app: Flask, port: MadeTenant, mira: MadeUser) -> None:
    _guess(Browser(app, port), mira, "203.0.113.99")
    with app.app_context(), throttle.identity_session() as session:
        rows = session.connection().exec_driver_sql(
            "select a::text, encode(key, 'escape') from identity.attempt a"
        )
        words = " ".join(f"{one} {two}" for one, two in rows)
    assert "203.0.113.99" not in words
    assert mira.email not in words
