"""The numbers of the cases that rows of the register came from."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from casework.models import Case
from casework.store.session import ViewerSession


def case_numbers(session: ViewerSession, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The numbers of these cases, as far as the viewer may know of them."""
    wanted = sorted({case for case in ids if case is not None})
    if not wanted:
        return {}
    return {
        row.id: row.number for row in session.execute(select(Case.id, Case.number).where(Case.id.in_(wanted)))
    }
