"""Who is looking now: the one viewer-bound session of this context. Threads and tasks of others have none."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

from casework.base.errors import WallError
from casework.store.access import Viewer

if TYPE_CHECKING:
    from casework.store.session import ViewerSession

open_session: ContextVar[ViewerSession | None] = ContextVar("viewer_session", default=None)


def current_session() -> ViewerSession:
    """The open session of this context."""
    session = open_session.get()
    if session is None:
        raise WallError("No viewer is looking: open a session with viewing(viewer).")
    return session


def current_viewer() -> Viewer:
    """The viewer of the open session; read by the bound values of every row rule."""
    return current_session().viewer


def must_be_open(session: ViewerSession) -> None:
    """Make sure that `session` is the one open in this context: sessions do not travel."""
    if open_session.get() is not session:
        raise WallError("This session belongs to another context.")
