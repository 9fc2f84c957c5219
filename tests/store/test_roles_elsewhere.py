"""Logins and roles on the oldest server we support, made by an administrator who is no superuser."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from casework.base.errors import SettingError
from casework.base.secrets_file import read_or_make
from casework.services.installation.upgrade_database import upgrade_database
from casework.settings import LOGINS
from casework.store import migrate, roles, runtime
from casework.store.embedded import Embedded
from casework.store.revision import newest

CLASSES = (frozenset({"open", "contact"}), frozenset({"open"}))


def _servers() -> list[str]:
    found = ["wheel"]
    with contextlib.suppress(SettingError):
        found += [f"path-{runtime._major(runtime._on_path())}"]
    return found


@pytest.fixture(params=_servers())
def server(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Embedded]:
    if request.param != "wheel":
        monkeypatch.setattr(runtime, "_in_wheel", lambda: None)
    made = Embedded(tmp_path / "data", read_or_make(tmp_path / "data"), fsync="off")
    made.start(die_with_us=True)
    yield made
    made.stop()
    made.remove()


def test_a_managed_servers_administrator_can_make_everything_and_again(
    server: Embedded, tmp_path: Path
) -> None:
    secrets = read_or_make(tmp_path / "data")
    with psycopg.connect(server.superuser(), autocommit=True) as conn:
        conn.execute("create role dba login createrole createdb password 'word'")
    admin = f"host='{server.socket}' dbname=postgres user=dba password=word"
    passwords = {login: getattr(secrets, f"password_{login}") for login in LOGINS}
    database = server.database("other", "other")
    for _ in range(2):
        roles.initialise(admin, name="other", prefix="other", passwords=passwords)
        upgrade_database(database, b"k" * 32)
    assert migrate.current(database) == newest()
    with psycopg.connect(database.owner.replace("+psycopg", ""), autocommit=True) as owner:
        name = roles.ensure_set_roles(owner, "other", [CLASSES])[0]
        assert roles.ensure_set_roles(owner, "other", [CLASSES]) == [name]
    with psycopg.connect(database.app.replace("+psycopg", "")) as app:
        app.execute("select set_config('role', %s, true)", [name])
        row = app.execute(
            "select pg_has_role('other_read_contact', 'usage'), pg_has_role('other_read_sealed', 'usage')"
        ).fetchone()
        assert row == (True, False)
        app.rollback()
        held = app.execute("select pg_has_role('other_read_contact', 'usage')").fetchone()
        assert held == (False,)


def test_a_login_that_no_wall_holds_is_refused(server: Embedded, tmp_path: Path) -> None:
    secrets = read_or_make(tmp_path / "data")
    passwords = {login: getattr(secrets, f"password_{login}") for login in LOGINS}
    roles.initialise(server.superuser(), name="other", prefix="other", passwords=passwords)
    with psycopg.connect(server.superuser(), autocommit=True) as conn:
        conn.execute("alter role other_app bypassrls")
    with pytest.raises(SettingError, match="other_app"):
        upgrade_database(server.database("other", "other"), b"k" * 32)
