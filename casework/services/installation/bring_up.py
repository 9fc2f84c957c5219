"""Make an installation ready to serve: its database at this version, its keys in place."""

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from casework.services.installation.upgrade_database import upgrade_database
from casework.settings import Settings
from casework.store.keys import make_root_key
from casework.store.ledger_key import make_signing_key


def bring_up(settings: Settings) -> None:
    """Migrate, and make the keys of an installation that has never sealed or signed anything.

    A key that is gone is never made anew: what it sealed would look damaged instead of locked.
    """
    assert settings.database is not None
    upgrade_database(settings.database, settings.wall_key)
    engine = create_engine(settings.database.owner, poolclass=NullPool, hide_parameters=True)
    with engine.connect() as conn:
        if not any(settings.keys_dir.glob("*.key")) and not _any(conn, "sealing_key"):
            make_root_key(settings.keys_dir)
        if not any(settings.keys_dir.glob("ledger-*.pem")) and not _any(conn, "guard.ledger_seal"):
            make_signing_key(settings.keys_dir)
        if settings.demo and not _any(conn, "guard.sample"):
            conn.execute(text("insert into guard.sample default values"))
            conn.commit()


def _any(conn: Connection, table: str) -> bool:
    return bool(conn.scalar(text(f"select exists (select 1 from {table})")))  # noqa: S608 - one of the names above
