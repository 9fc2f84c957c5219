"""Hashes of passwords: exact bytes, today's cost, one cost for everybody."""

import pytest
from argon2 import extract_parameters
from flask import Flask

from casework.models.identity import User
from casework.services.staff import hashing
from casework.services.staff.hashing import hash_password, is_outdated, verify_password
from casework.services.staff.sign_in import sign_in
from casework.settings import Database
from casework.store.identity import identity_session
from tests.factories.tenants import CHEAP, PASSWORD, MadeTenant, make_user

LONG = "ü🦩 pass phrase with spaces " * 5


@pytest.fixture(autouse=True)
def in_app(app: Flask):
    with app.app_context():
        yield


def test_the_cost_in_force_without_tests_is_that_of_argon2id_as_advised() -> None:
    memory, passes, lanes = hashing.COST
    assert memory >= 19 * 1024
    assert passes >= 2
    assert lanes >= 1


def test_equal_passwords_have_different_hashes_of_argon2id() -> None:
    one, two = hash_password(LONG), hash_password(LONG)
    assert one != two
    assert one.startswith("$argon2id$")


@pytest.mark.parametrize(
    "near",
    [
        LONG[:-1],
        LONG.swapcase(),
        LONG.encode()[:72].decode("utf-8", "ignore"),
        LONG.replace("ü", "u\u0308"),
        " " + LONG,
        "",
    ],
)
def test_only_the_exact_text_fits(near: str) -> None:
    made = hash_password(LONG)
    assert verify_password(made, LONG)
    assert not verify_password(made, near)


def test_a_megabyte_is_refused_before_any_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("hashed")

    monkeypatch.setattr(hashing, "_hasher", never)
    assert not verify_password("$argon2id$", "x" * 1_000_000)


def test_without_an_account_the_same_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    real = hashing._hasher(*CHEAP)

    class Counting:
        def verify(self, held: str, password: str) -> bool:
            seen.append(extract_parameters(held))
            return real.verify(held, password)

        def hash(self, password: str) -> str:
            return real.hash(password)

    monkeypatch.setattr(hashing, "_hasher", lambda *_: Counting())
    assert not verify_password(None, "seven loud herons")
    assert not verify_password(hash_password("seven quiet herons"), "seven loud herons")
    assert seen[0] == seen[1]


def test_a_hash_of_an_older_cost_is_made_anew_at_sign_in(
    app: Flask, database: Database, northport: MadeTenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = make_user(database, northport)
    monkeypatch.setitem(app.config, "PASSWORD_COST", (16, 2, 1))
    with identity_session() as session:
        row = session.get(User, (northport.id, user.id))
        assert row is not None
        assert row.password_hash
        assert is_outdated(row.password_hash)
        sign_in(session, user.email, PASSWORD, tenant_id=northport.id)
        assert not is_outdated(row.password_hash)
        assert verify_password(row.password_hash, PASSWORD)
