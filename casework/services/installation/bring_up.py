"""Make an installation ready to serve: its database at this version, its root key in place."""

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from casework.services.installation.upgrade_database import upgrade_database
from casework.settings import Settings
from casework.store.keys import make_root_key


def bring_up(settings: Settings) -> None:
    """Migrate, and make the root key of an installation that has never sealed anything.

    A key that is gone is never made anew: what it sealed would look damaged instead of locked.
    """
    assert settings.database is not None
    upgrade_database(settings.database, settings.wall_key)
    if any(settings.keys_dir.glob("*.key")):
        return
    engine = create_engine(settings.database.owner, poolclass=NullPool, hide_parameters=True)
    with engine.connect() as conn:
        if not conn.scalar(text("select exists (select 1 from sealing_key)")):
            make_root_key(settings.keys_dir)
