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


def bind_identity(app: Flask, url: str, *, pool_size: int = 8) -> Engine:
    """Gives the application its identity engine. One connection per thread is enough: none holds two."""
    engine = make_engine(url, pool_size=pool_size, search_path="identity, queue", name="casework identity")
    app.extensions[_EXTENSION] = sessionmaker(engine, expire_on_commit=False)
    return engine


@contextmanager
def identity_session() -> Iterator[Session]:
    """A session on schema ``identity``. Commit yourself; leaving without `commit` rolls back."""
    maker: sessionmaker[Session] = current_app.extensions[_EXTENSION]
    with maker() as session:
        yield session
