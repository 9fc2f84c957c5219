"""Viewers and an app on this worker's database, for tests below the doors."""

import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from flask import Flask

from casework.policy.viewer import Viewer
from casework.settings import Settings
from casework.store import roles
from casework.store.access import ALWAYS, Access
from casework.store.files import bind_files
from casework.store.keys import KeyRing, make_root_key
from casework.store.registers import bind_registers
from casework.store.wall import Installation

EVERY = frozenset(
    {"matter", "internal", "contact", "identity", "location", "financial", "asset", "special", "sealed"}
)


_unmade = itertools.count(5_000_001)


def unmade_tenant() -> int:
    """A tenant number that no tenant of this database has or will get: numbers of made ones count up from 1."""
    return next(_unmade)


def plain_app(settings: Settings, *, url: str | None = None) -> Flask:
    """An app with nothing but the registers, as the app login or at `url`."""
    assert settings.database is not None
    app = Flask("casework-test")
    bind_registers(app, url or settings.database.app)
    make_root_key(settings.keys_dir)
    bind_files(app, settings.files_dir)
    app.extensions["casework.installation"] = Installation(
        settings.database.prefix, settings.wall_key, KeyRing(settings.keys_dir)
    )
    return app


def viewer(settings: Settings, tenant: int, *, read: Any = EVERY, write: Any = EVERY, **more: Any) -> Viewer:
    """A member of `tenant` with these classes; makes the column role for them."""
    assert settings.database is not None
    read, write = frozenset(read), frozenset(write)
    url = settings.database.owner.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(url, autocommit=True) as owner:
        roles.ensure_set_roles(owner, settings.database.prefix, [(read | ALWAYS, write | ALWAYS)])
    rules = tuple(more.pop("row_rules", ()))
    sealed = bool(more.pop("sealed_cases", False))
    key = ("test", *sorted(read), "→", *sorted(write), "→", *rules, str(sealed))
    access = Access(key, read, write, rules, sealed)
    told = {
        "actor": uuid.uuid4(),
        "actor_kind": "member",
        "duties": frozenset({"handler"}),
        "purpose": "test",
    }
    return Viewer(tenant=tenant, access=access, **(told | more))


@contextmanager
def owner_connection(settings: Settings) -> Iterator[psycopg.Connection]:
    """The owner's own connection, to look past every wall."""
    assert settings.database is not None
    url = settings.database.owner.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(url, autocommit=True) as conn:
        yield conn


def raw(session: Any, sql: str, *values: Any) -> psycopg.Cursor:
    """Run SQL on the driver's own connection: past rewriter, prover and gate, with nothing but the wall before it."""
    driver = session.connection().connection.driver_connection
    return driver.execute(sql, values)  # type: ignore[no-any-return]  # SQLAlchemy types it as any driver's
