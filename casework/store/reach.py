"""How a process comes to the database: the one it was told, the running one of its data folder, or one it starts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from casework.base.errors import SettingError
from casework.settings import LOGINS, Settings
from casework.store import roles
from casework.store.embedded import Embedded
from casework.store.lock import FolderLock


def embedded(settings: Settings) -> Embedded:
    """The private server of this data folder, not started."""
    return Embedded(settings.data_dir, settings.secrets)


def placed(settings: Settings) -> Settings:
    """Settings with the addresses filled in; the private server need not run yet."""
    if settings.database is not None:
        return settings
    return replace(settings, database=embedded(settings).database())


def reached(settings: Settings) -> Settings:
    """As `placed`, for a database that already runs."""
    if settings.database is None and not (embedded(settings).socket / ".s.PGSQL.5432").exists():
        raise SettingError("No database runs. Start `casework run`, or set DATABASE_URL.")
    return placed(settings)


@contextmanager
def reaching(settings: Settings) -> Iterator[Settings]:
    """As `reached`; but when nobody runs the private server, it runs for as long as the block lasts."""
    if settings.database is not None:
        yield settings
        return
    lock = FolderLock(settings.data_dir)
    if not lock.try_take():
        yield reached(settings)
        return
    try:
        with started(settings) as (_, placed):
            yield placed
    finally:
        lock.release()


@contextmanager
def started(settings: Settings) -> Iterator[tuple[Embedded, Settings]]:
    """The private server, started with its logins and database ready. The caller holds the folder's lock."""
    server = embedded(settings)
    with server:
        passwords = {login: getattr(settings.secrets, f"password_{login}") for login in LOGINS}
        roles.initialise(server.superuser(), name="casework", prefix="casework", passwords=passwords)
        yield server, replace(settings, database=server.database())
