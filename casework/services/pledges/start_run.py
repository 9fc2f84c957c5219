"""Start a run of the collection: what belongs together is found under it."""

from __future__ import annotations

from uuid import UUID

from casework.base.clock import now, today
from casework.base.ids import new_id
from casework.models import CollectionRun
from casework.services.office import office_of
from casework.store.session import ViewerSession


def start_run(session: ViewerSession, method: str) -> UUID:
    """The new run's id."""
    day = today(office_of(session).tenant.timezone)
    row = CollectionRun(id=new_id(), method=method, ran_on=day, at=now(), by=session.viewer.actor)
    session.add(row)
    session.flush()
    return row.id
