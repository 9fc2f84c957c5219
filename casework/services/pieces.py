"""Long work that is done piece by piece: its run is locked for each, and tells when there is nothing left."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound
from casework.models import AppealPrint, CareRun, StatementRun
from casework.store.session import ViewerSession

Run = TypeVar("Run", AppealPrint, CareRun, StatementRun)


def locked_run(session: ViewerSession, kind: type[Run], run_id: UUID) -> Run | None:
    """The run as it is now, locked until the end of this piece; None when it has ended. NotFound."""
    chosen = select(kind).where(kind.id == run_id).with_for_update()
    run = session.scalar(chosen.execution_options(populate_existing=True))
    if run is None:
        raise NotFound
    return run if run.ended_at is None else None
