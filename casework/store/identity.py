"""The plain engine of the identity login: who may come in is asked before any viewer exists.

It reaches schema ``identity`` only; no register grants it anything. Everything about people's matters goes
through `casework.store.session` instead.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from casework.store.engine import make_engine

_EXTENSION = "casework.identity"
_LOOK_UPS = "casework.identity.look_ups"


def bind_identity(app: Flask, url: str, *, pool_size: int = 8) -> Engine:
    """Gives the application its identity engine. One connection per thread is enough: none holds two."""
    engine = make_engine(url, pool_size=pool_size, search_path="identity, queue", name="casework identity")
    app.extensions[_EXTENSION] = sessionmaker(engine, expire_on_commit=False)
    alone = engine.execution_options(isolation_level="AUTOCOMMIT")
    app.extensions[_LOOK_UPS] = sessionmaker(alone, expire_on_commit=False)
    return engine


@contextmanager
def identity_session() -> Iterator[Session]:
    """A session on schema ``identity``. Commit yourself; leaving without `commit` rolls back."""
    maker: sessionmaker[Session] = current_app.extensions[_EXTENSION]
    with maker() as session:
        yield session


@contextmanager
def identity_look_up() -> Iterator[Session]:
    """The same for what every request asks: each statement stands alone, which saves the two trips of a transaction."""
    maker: sessionmaker[Session] = current_app.extensions[_LOOK_UPS]
    with maker() as session:
        yield session
