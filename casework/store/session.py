"""The viewer-bound session: no viewer, no rows; one viewer at a time; frozen from birth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NoReturn

from flask import current_app
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction

from casework.base.errors import WallError
from casework.store import ledger_chain, scope, wall
from casework.store.access import Viewer
from casework.store.registers import TenantRow, db

_open: ContextVar[ViewerSession | None] = ContextVar("viewer_session", default=None)


class ViewerSession(Session):
    """A session of one frozen viewer. Every statement is rewritten to what the viewer may see."""

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(db.engine, expire_on_commit=False)
        self.viewer = viewer
        self.option = scope.option_for(viewer.access)
        self.installation: wall.Installation = current_app.extensions["casework.installation"]
        self.pending: list[ledger_chain.Entry] = []

    def get(self, *args: Any, **options: Any) -> Any:
        must_be_open(self)
        return super().get(*args, **options)

    def bulk_save_objects(self, *args: Any, **options: Any) -> NoReturn:
        raise WallError("Bulk paths go past the row rules: add objects one by one.")

    bulk_insert_mappings = bulk_update_mappings = bulk_save_objects


def current_session() -> ViewerSession:
    """The open session of this context."""
    session = _open.get()
    if session is None:
        raise WallError("No viewer is looking: open a session with viewing(viewer).")
    return session


def current_viewer() -> Viewer:
    """The viewer of the open session; read by the bound values of every row rule."""
    return current_session().viewer


def must_be_open(session: ViewerSession) -> None:
    """Make sure that `session` is the one open in this context: sessions do not travel."""
    if _open.get() is not session:
        raise WallError("This session belongs to another context.")


@contextmanager
def viewing(viewer: Viewer) -> Iterator[ViewerSession]:
    """Open the one session of `viewer`. Leaving without a commit rolls back.

    Opening a second while one is open raises: a request that needs another purpose closes the first one.
    """
    if _open.get() is not None:
        raise WallError("A viewer is already looking. Close that session before you open another.")
    session = ViewerSession(viewer)
    token = _open.set(session)
    try:
        yield session
    finally:
        session.close()
        _open.reset(token)


@event.listens_for(ViewerSession, "after_begin")
def _enter_the_wall(session: ViewerSession, transaction: SessionTransaction, connection: Connection) -> None:
    if not transaction.nested:
        wall.enter(connection, session.viewer, session.installation)


@event.listens_for(ViewerSession, "do_orm_execute")
def _rewrite(state: ORMExecuteState) -> None:
    session = state.session
    assert isinstance(session, ViewerSession)
    must_be_open(session)
    if state.is_orm_statement and not state.is_insert and session.option not in state.statement._with_options:
        state.statement = state.statement.options(session.option)


@event.listens_for(ViewerSession, "before_flush")
def _check_writes(session: ViewerSession, flush: UOWTransaction, instances: Any) -> None:
    must_be_open(session)
    for row in session.new:
        if isinstance(row, TenantRow):
            scope.stamp_tenant(row, session.viewer)
    for row in [*session.new, *session.dirty]:
        scope.check_write(row, session.viewer.access)


@event.listens_for(ViewerSession, "before_commit")
def _write_the_ledger(session: ViewerSession) -> None:
    session.flush()
    ledger_chain.write(session)
