"""What the database believes of a viewer: only words with the right seal, under the right role."""

import hashlib
from collections.abc import Iterator

import psycopg
import pytest

from casework.settings import Database
from casework.store import roles

OPEN = (frozenset({"open"}), frozenset({"open"}))
MORE = (frozenset({"open", "contact"}), frozenset({"open"}))
CASE = "0190a000-0000-7000-8000-000000000001"


def libpq(url: str) -> str:
    return url.replace("+psycopg", "")


@pytest.fixture(scope="module")
def taken(database: Database) -> tuple[str, str]:
    with psycopg.connect(libpq(database.owner), autocommit=True) as owner:
        one, other = (roles.ensure_set_roles(owner, database.prefix, [wanted])[0] for wanted in (OPEN, MORE))
    return one, other


@pytest.fixture
def app(database: Database) -> Iterator[psycopg.Connection]:
    with psycopg.connect(libpq(database.app)) as conn:
        yield conn
        conn.rollback()


def enter(conn: psycopg.Connection, key: bytes, words: str, *, role: str, seal: str | None = None) -> None:
    words = f"{words}|member||test" if words.count("|") == 3 else words
    inner = hashlib.sha256(key + f"{words}|{conn.info.backend_pid}".encode()).digest()
    made = hashlib.sha256(key + inner).hexdigest()
    conn.execute(
        "select set_config('app.viewer',%s,true), set_config('app.seal',%s,true), set_config('role',%s,true)",
        [words, made if seal is None else seal, role],
    )


def told(conn: psycopg.Connection) -> tuple[object, ...] | None:
    return conn.execute("select viewer_tenant(), viewer_labels(), viewer_case()").fetchone()


def test_a_sealed_viewer_is_believed(
    app: psycopg.Connection, taken: tuple[str, str], wall_key: bytes
) -> None:
    enter(app, wall_key, f"7|{taken[0]}|open,contact|{CASE}", role=taken[0])
    row = told(app)
    assert row is not None
    assert row[:2] == (7, ["open", "contact"])
    assert str(row[2]) == CASE


def test_a_viewer_without_labels_and_case_has_none(
    app: psycopg.Connection, taken: tuple[str, str], wall_key: bytes
) -> None:
    enter(app, wall_key, f"7|{taken[0]}||", role=taken[0])
    assert told(app) == (7, [], None)


def test_without_a_seal_there_is_no_viewer(
    app: psycopg.Connection, taken: tuple[str, str], wall_key: bytes
) -> None:
    enter(app, wall_key, f"7|{taken[0]}||", role=taken[0], seal="")
    assert told(app) == (None, None, None)


@pytest.mark.parametrize("purpose", ["", "|member|", "|member||"])
def test_a_viewer_without_a_purpose_is_refused(
    app: psycopg.Connection, taken: tuple[str, str], wall_key: bytes, purpose: str
) -> None:
    enter(app, wall_key, f"7|{taken[0]}|open||{purpose}", role=taken[0])
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="purpose"):
        told(app)


def test_a_forged_tenant_is_refused(app: psycopg.Connection, taken: tuple[str, str], wall_key: bytes) -> None:
    enter(app, wall_key, f"7|{taken[0]}||", role=taken[0])
    app.execute("select set_config('app.viewer', %s, true)", [f"8|{taken[0]}||"])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        told(app)


def test_another_column_role_than_the_sealed_one_is_refused(
    app: psycopg.Connection, taken: tuple[str, str], wall_key: bytes
) -> None:
    enter(app, wall_key, f"7|{taken[0]}||", role=taken[1])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        told(app)


def test_a_seal_of_another_connection_is_refused(
    app: psycopg.Connection, database: Database, taken: tuple[str, str], wall_key: bytes
) -> None:
    enter(app, wall_key, f"7|{taken[0]}||", role=taken[0])
    seal = app.execute("select current_setting('app.seal')").fetchone()
    with psycopg.connect(libpq(database.app)) as second:
        enter(second, wall_key, f"7|{taken[0]}||", role=taken[0], seal=str(seal and seal[0]))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            told(second)


@pytest.mark.parametrize("query", ["select * from guard.secret", "select guard.viewer()"])
@pytest.mark.parametrize("login", ["app", "worker", "identity"])
def test_no_login_but_the_owner_sees_the_key(database: Database, login: str, query: str) -> None:
    with (
        psycopg.connect(libpq(getattr(database, login))) as conn,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        conn.execute(query)


def test_the_application_may_not_use_the_walls_functions_before_it_takes_a_role(
    app: psycopg.Connection,
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        told(app)


@pytest.mark.parametrize("order", ["create table t(x int)", "create temp table t(x int)", "create role r"])
@pytest.mark.parametrize("login", ["app", "worker", "identity"])
def test_no_login_but_the_owner_makes_anything(database: Database, login: str, order: str) -> None:
    with (
        psycopg.connect(libpq(getattr(database, login))) as conn,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        conn.execute(order)


def test_no_login_is_held_by_no_wall(database: Database) -> None:
    with psycopg.connect(libpq(database.app)) as conn:
        roles.check_logins(conn, database.prefix)
