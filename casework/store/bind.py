"""Give an application its store: both engines, and what it needs to pass the wall."""

from flask import Flask

from casework.base.errors import SettingError
from casework.settings import Settings
from casework.store.files import bind_files
from casework.store.identity import bind_identity
from casework.store.keys import KeyRing
from casework.store.registers import bind_registers, db
from casework.store.wall import Installation


def bind_store(app: Flask, settings: Settings) -> None:
    """Bind `app` to the database of `settings`. Connects to nothing yet."""
    if settings.database is None:
        raise SettingError("No database is known. Start `casework run`, or set DATABASE_URL.")
    app.config["WEB_THREADS"] = max(settings.web_threads, settings.worker_threads)
    bind_registers(app, settings.database.app)
    identity = bind_identity(app, settings.database.identity, pool_size=app.config["WEB_THREADS"])
    app.extensions["casework.identity_engine"] = identity
    app.extensions["casework.installation"] = Installation(
        settings.database.prefix, settings.wall_key, KeyRing(settings.keys_dir)
    )
    bind_files(app, settings.files_dir)
    app.extensions["casework.settings"] = settings


def release_store(app: Flask) -> None:
    """Close every pooled connection of `app`: before a fork, and when a test is done with it."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
    app.extensions["casework.identity_engine"].dispose()
