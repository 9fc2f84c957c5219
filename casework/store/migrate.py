"""Bring a database to a revision of `migrations/`, as owner, one process at a time."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from casework.base.errors import SettingError
from casework.base.paths import shipped
from casework.settings import Database
from casework.store.roles import furnish

_LOCK = 7_269_473  # any number that nobody else locks in this database
_BOUNDS = "set lock_timeout = '15s'; set statement_timeout = '30min'; set search_path = public"


def upgrade(database: Database, wall_key: bytes, *, revision: str = "head") -> None:
    """Extensions, class roles, tables and functions up to `revision`; then the wall's key."""
    with _owner(database) as conn:
        furnish(_driver(conn), database.prefix)
        conn.commit()
        command.upgrade(_config(conn, database.prefix), revision)
        if conn.scalar(text("select to_regclass('guard.secret')")):
            conn.execute(
                text(
                    "insert into guard.secret (id, key) values (1, :key)"
                    " on conflict (id) do update set key = excluded.key where secret.key <> excluded.key"
                ),
                {"key": wall_key},
            )
        conn.commit()


def downgrade(database: Database, revision: str) -> None:
    """Back to a revision (`base`: an empty database). Its data goes with it."""
    with _owner(database) as conn:
        command.downgrade(_config(conn, database.prefix), revision)
        conn.commit()


def current(database: Database) -> str | None:
    """The revision that a database is at; None when empty."""
    with _owner(database, locked=False) as conn:
        if not conn.scalar(text("select to_regclass('public.alembic_version')")):
            return None
        found: str | None = conn.scalar(text("select version_num from public.alembic_version"))
        return found


def script() -> ScriptDirectory:
    """The migrations as Alembic sees them."""
    return ScriptDirectory(str(shipped("migrations")))


class _owner:  # noqa: N801 - reads as a word of the with statement
    """One connection as owner, with bounds on waiting, holding the upgrade lock."""

    def __init__(self, database: Database, *, locked: bool = True) -> None:
        self._engine = create_engine(database.owner, hide_parameters=True, poolclass=NullPool)
        self._locked = locked

    def __enter__(self) -> Connection:
        try:
            self._conn = self._engine.connect()
        except OperationalError as refused:
            said = str(refused.orig).strip().splitlines()[-1]
            raise SettingError(
                f"The database can't be reached: {said}. Was it made? casework db init"
            ) from refused
        self._conn.exec_driver_sql(_BOUNDS)
        if self._locked:
            self._conn.execute(text("select pg_advisory_lock(:key)"), {"key": _LOCK})
        self._conn.commit()
        return self._conn

    def __exit__(self, *_: object) -> None:
        self._conn.close()
        self._engine.dispose()


def _driver(conn: Connection) -> Any:
    return conn.connection.driver_connection


def _config(conn: Connection, prefix: str) -> Config:
    config = Config(attributes={"connection": conn, "prefix": prefix})
    config.set_main_option("script_location", str(Path(shipped("migrations"))).replace("%", "%%"))
    return config
