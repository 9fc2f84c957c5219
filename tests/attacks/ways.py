"""The ways to stand before the data: everything on, the wall alone, rewriter and gate alone, and nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import ORMExecuteState, Session

from casework.policy.viewer import Viewer
from casework.settings import Settings
from casework.store import disclosure, scope, wall
from casework.store.access import CLASSES, Access
from casework.store.registers import db
from casework.store.session import viewing
from tests.store.looking import plain_app

_EVERY = frozenset(CLASSES)


class _NoRules(scope.PolicyOption):
    """A policy that opens every column and knows no row rule: the rewriter does nothing."""

    inherit_cache = False
    _traverse_internals = scope.PolicyOption._traverse_internals

    def __init__(self) -> None:
        super().__init__(Access(("every column",), _EVERY, _EVERY))
        self.criteria = ()


class PlainSession(Session):
    """SQLAlchemy's own session, without rewriter and gate; behind the wall when it has an installation."""

    def __init__(self, engine: Engine, viewer: Viewer, installation: Any, *, walled: bool) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.viewer, self.installation, self.walled = viewer, installation, walled
        self.pending: list[Any] = []
        self.seen = disclosure.Seen()  # loading notes what it shows, in any session


@event.listens_for(PlainSession, "after_begin")
def _enter(session: PlainSession, transaction: Any, connection: Any) -> None:
    if session.walled and not transaction.nested:
        wall.enter(connection, session.viewer, session.installation)


_no_rules: list[_NoRules] = []


@event.listens_for(PlainSession, "do_orm_execute")
def _open_every_column(state: ORMExecuteState) -> None:
    if not _no_rules:
        scope.guard_columns()
        _no_rules.append(_NoRules())
    if state.is_orm_statement and not state.is_insert:
        state.statement = state.statement.options(_no_rules[0])


@dataclass
class Way:
    """One way, with what it needs: an application, and an engine for the session."""

    name: str
    app: Flask
    engine: Engine | None = None  # none: the application's own
    walled: bool = True
    masked: bool = False  # the wall's role is not taken

    @property
    def own_engine(self) -> Engine:
        """The engine that the sessions of this way use."""
        return self.engine or db.engine

    @contextmanager
    def session(self, viewer: Viewer) -> Iterator[Session]:
        """A session of `viewer` in this way. Leaving without a commit rolls back."""
        if self.engine is None:
            with viewing(viewer) as session:
                yield session
            return
        installation = self.app.extensions["casework.installation"]
        with PlainSession(self.engine, viewer, installation, walled=self.walled) as plain:
            yield plain

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Within it, this way is in force."""
        before = wall.role_of
        if self.masked:
            wall.role_of = lambda access, prefix: "none"
        try:
            with self.app.app_context():
                yield
        finally:
            wall.role_of = before

    def close(self) -> None:
        """Give every connection back."""
        with self.app.app_context():
            db.engine.dispose()
        if self.engine is not None:
            self.engine.dispose()


WAYS = ("all", "wall", "gate", "nothing")


def ways_of(settings: Settings) -> dict[str, Way]:
    """All four ways to one database.

    The gate stands alone where the login is the owner's, whom the wall lets pass: the words of the viewer are told
    and sealed as ever, since the database's own functions ask for them, but no column role is taken.
    """
    assert settings.database is not None
    past = plain_app(settings, url=settings.database.owner)
    ours = plain_app(settings)
    app, owner = (
        create_engine(url, hide_parameters=True, pool_size=3)
        for url in (settings.database.app, settings.database.owner)
    )
    return {
        "all": Way("all", ours),
        "wall": Way("wall", ours, app),
        "gate": Way("gate", past, masked=True),
        "nothing": Way("nothing", past, owner, walled=False),
    }
