"""The viewer-bound session: no viewer, no rows; one viewer at a time; frozen from birth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from flask import current_app
from sqlalchemy import event
from sqlalchemy import inspect as inspect_row
from sqlalchemy.engine import Connection
from sqlalchemy.orm import FromStatement, ORMExecuteState, Session, SessionTransaction, UOWTransaction
from sqlalchemy.orm.state import InstanceState

from casework.base.errors import WallError
from casework.store import disclosure, ledger_chain, scope, wall, withheld
from casework.store.access import Viewer
from casework.store.gate import CAME_THROUGH
from casework.store.present import must_be_open, open_session
from casework.store.registers import Base, db


class ViewerSession(Session):
    """A session of one frozen viewer. Every statement is rewritten to what the viewer may see."""

    def __init__(self, viewer: Viewer) -> None:
        if not viewer.purpose:
            raise WallError("A viewer without a purpose sees nothing.")
        super().__init__(db.engine, expire_on_commit=False)
        self.viewer = viewer
        self.option = scope.option_for(viewer.access)
        self.installation: wall.Installation = current_app.extensions["casework.installation"]
        self.pending: list[ledger_chain.Entry] = []
        self.flushing = False
        self.seen = disclosure.Seen()

    def get(self, *args: Any, **options: Any) -> Any:
        must_be_open(self)
        return super().get(*args, **options)

    def refresh(self, instance: Any, attribute_names: Any = None, with_for_update: Any = None) -> None:
        withheld.must_be_open_to(self.viewer.access, instance, attribute_names or ())
        super().refresh(instance, attribute_names, with_for_update)

    def flush(self, objects: Any = None) -> None:
        """Write what changed. While it lasts the gate knows that rows are named by their keys."""
        before, self.flushing = self.flushing, True
        try:
            super().flush(objects)
        finally:
            self.flushing = before

    def bulk_save_objects(self, *args: Any, **options: Any) -> NoReturn:
        raise WallError("Bulk paths go past the row rules: add objects one by one.")

    bulk_insert_mappings = bulk_update_mappings = bulk_save_objects


@contextmanager
def viewing(viewer: Viewer) -> Iterator[ViewerSession]:
    """Open the one session of `viewer`. Leaving without a commit rolls back.

    Opening a second while one is open raises: a request that needs another purpose closes the first one. So does
    leaving without an exception when personal data was read that is not on the ledger.
    """
    if open_session.get() is not None:
        raise WallError("A viewer is already looking. Close that session before you open another.")
    session = ViewerSession(viewer)
    token = open_session.set(session)
    try:
        yield session
        if session.info.get("untold"):
            raise WallError("A sealed value was opened and its entry in the ledger was not committed.")
        disclosure.make_sure_told(session)
    finally:
        session.close()
        open_session.reset(token)


@event.listens_for(ViewerSession, "after_begin")
def _enter_the_wall(session: ViewerSession, transaction: SessionTransaction, connection: Connection) -> None:
    if not transaction.nested:
        wall.enter(connection, session.viewer, session.installation)


@event.listens_for(ViewerSession, "do_orm_execute")
def _rewrite(state: ORMExecuteState) -> None:
    session = state.session
    assert isinstance(session, ViewerSession)
    must_be_open(session)
    if isinstance(state.statement, FromStatement):
        raise WallError("Entities from another statement can't be proved: select them.")
    state.update_execution_options(**{CAME_THROUGH: session})
    if state.is_column_load and (mapper := state.bind_mapper) is not None:
        state.statement = scope.on_reload(state.statement, mapper, session.viewer.access)
    if state.is_orm_statement and not state.is_insert and session.option not in state.statement._with_options:
        state.statement = state.statement.options(session.option)


@event.listens_for(ViewerSession, "before_attach")
def _only_what_was_seen_here(session: ViewerSession, row: Any) -> None:
    """A row with a key that another session loaded, or none did, was never checked for this viewer."""
    if inspect_row(row).key is not None:
        raise WallError("This row was not read in this session. Read it here first.")


@event.listens_for(Base, "expire", raw=True, propagate=True)
def _withheld_stays_withheld(state: InstanceState[Any], names: Any) -> None:
    if isinstance(state.session, ViewerSession):
        withheld.stay_withheld(state, state.session.viewer.access)


@event.listens_for(ViewerSession, "before_flush")
def _check_writes(session: ViewerSession, flush: UOWTransaction, instances: Any) -> None:
    must_be_open(session)
    for row in session.new:
        scope.stamp_tenant(row, session.viewer)
    for row in [*session.new, *session.dirty]:
        scope.check_write(row, session.viewer.access)


@event.listens_for(ViewerSession, "before_commit")
def _write_the_ledger(session: ViewerSession) -> None:
    session.flush()
    disclosure.tell(session)
    ledger_chain.write(session)


@event.listens_for(ViewerSession, "after_commit")
def _told(session: ViewerSession) -> None:
    session.info.pop("untold", None)


disclosure.watch(ViewerSession)
