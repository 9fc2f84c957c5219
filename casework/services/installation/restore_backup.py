"""Bring an installation back from its archive."""

import shutil
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from casework.base.errors import SettingError
from casework.services.installation.bring_up import bring_up
from casework.settings import Database, Settings
from casework.store import backup, migrate
from casework.store.mail_hold import hold_mail
from casework.store.roles import furnish

_IN_USE = (
    "This installation holds data. Restore into an empty one: another CASEWORK_DATA, or an empty database."
)


def restore_backup(settings: Settings, source: Path) -> None:
    """Fill this empty installation from `source`, as of the moment it was made.

    Whoever was signed in then is not now, mailed links no longer work, and mail waits until it is released: what was
    sent after the backup is not known here and would be sent again.
    """
    database = settings.database
    assert database is not None
    backup.read_manifest(source, database.prefix)
    _make_empty(database)
    if settings.files_dir.exists() and any(settings.files_dir.iterdir()):
        raise SettingError(_IN_USE)
    shutil.rmtree(settings.files_dir, ignore_errors=True)
    backup.load(settings, source)
    bring_up(settings)
    engine = create_engine(database.owner, poolclass=NullPool, hide_parameters=True)
    with engine.begin() as owner:
        _forget_visits(owner)
        # Another server counts its transactions anew: what waits for its seal goes first.
        owner.execute(text("update ledger_entry set xid = 0 where seq is null"))
        hold_mail(owner)


def _make_empty(database: Database) -> None:
    """Take back the empty tables of a new installation; refuse when they hold anything."""
    with psycopg.connect(database.owner.replace("+psycopg", ""), autocommit=True) as owner:
        if migrate.current(database) is not None:
            row = owner.execute("select exists (select 1 from identity.tenant)").fetchone()
            if row and row[0]:
                raise SettingError(_IN_USE)
            migrate.downgrade(database, "base")
        furnish(owner, database.prefix)
        for extension in owner.execute(
            "select extname from pg_extension where extname <> 'plpgsql'"
        ).fetchall():
            owner.execute(sql.SQL("drop extension {}").format(sql.Identifier(extension[0])))
        owner.execute("drop table if exists public.alembic_version")


def _forget_visits(owner: Connection) -> None:
    owner.execute(text("delete from identity.user_session"))
    owner.execute(text("delete from identity.one_time_link"))
