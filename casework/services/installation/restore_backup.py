"""Bring an installation back from its archive."""

import shutil
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from casework.base.errors import SettingError
from casework.services.installation.bring_up import bring_up
from casework.services.installation.upgrade_database import upgrade_database
from casework.settings import Database, Settings
from casework.store import backup, destroyed_keys, migrate
from casework.store.key_upkeep import as_owner
from casework.store.mail_hold import hold_mail
from casework.store.roles import furnish

WITH_KEY_PART = 2
_IN_USE = (
    "This installation holds data. Restore into an empty one: another CASEWORK_DATA, or an empty database."
)


def restore_backup(
    settings: Settings, source: Path, *, keys: Path | None = None, without_keys: bool = False
) -> None:
    """Fill this empty installation from `source`, as of the moment it was made, with the `keys` of it or of a newer
    backup (the part beside it, where none is named). Keys on the list beside the root keys are destroyed again.

    Whoever was signed in then is not now, mailed links no longer work, and mail waits until it is released: what was
    sent after the backup is not known here and would be sent again.
    """
    database = settings.database
    assert database is not None
    manifest = backup.read_manifest(source, database.prefix)
    part = None if without_keys or manifest.format < WITH_KEY_PART else keys or backup.key_part(source)
    if part is not None:
        _check(settings, part)
    _make_empty(database)
    if settings.files_dir.exists() and any(settings.files_dir.iterdir()):
        raise SettingError(_IN_USE)
    shutil.rmtree(settings.files_dir, ignore_errors=True)
    backup.load(settings, source)
    upgrade_database(database, settings.wall_key)
    if part is not None:
        backup.load_keys(settings, part)
    bring_up(settings)
    with as_owner(database) as once_more:
        destroyed_keys.destroy_again(once_more, destroyed_keys.read(settings.keys_dir))
    engine = create_engine(database.owner, poolclass=NullPool, hide_parameters=True)
    with engine.begin() as owner:
        _forget_visits(owner)
        # Another server counts its transactions anew: what waits for its seal goes first.
        owner.execute(text("update ledger_entry set xid = 0 where seq is null"))
        hold_mail(owner)


def _check(settings: Settings, part: Path) -> None:
    if not part.exists():
        raise SettingError(
            f"{part} is missing: the keys of this backup. Name those of a newer one with --keys, or say"
            " --without-keys: then nobody can ever read what was sealed."
        )
    backup.check_key_part(settings, part)


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
