"""The one door into the queue: work is put in within the caller's transaction, so a rollback takes it out again."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

import psycopg
from sqlalchemy import Connection

Id = int | str | UUID | None
DEFAULT_QUEUE = "work"
BULK_QUEUE = "bulk"

_DEFER = """select queue.procrastinate_defer_jobs_v1(array[
    row(%s, %s, %s, %s, %s, %s::jsonb, %s)::queue.procrastinate_job_to_defer_v1])"""


class _Viewer(Protocol):
    @property
    def tenant(self) -> int: ...
    @property
    def actor(self) -> UUID | None: ...


class Acting(Protocol):
    """A session that acts for a viewer."""

    @property
    def viewer(self) -> _Viewer: ...
    def connection(self) -> Connection: ...


def defer(
    session: Acting, task: str, *, lock: str | None = None, at: datetime | None = None, **ids: Id
) -> int:
    """Put `task` into the queue for the viewer's tenant. Returns the job's id.

    `ids` are ids only, never what they stand for. Jobs of one `lock` run one after the other, in order.
    """
    told = {"tenant": session.viewer.tenant, "actor": session.viewer.actor, **ids}
    return _put(session.connection(), task, told, lock=lock, at=at)


def enqueue(connection: Connection, task: str, *, tenant: int, **ids: Id) -> int:
    """Put `task` into the queue on a connection without viewer, as identity and the command line do."""
    return _put(connection, task, {"tenant": tenant, **ids})


def enqueue_bulk(connection: Connection, task: str, *, tenant: int, once: str, **ids: Id) -> bool:
    """Put long work into the queue beside the daily one. False when a job of the name `once` waits there already."""
    try:
        _put(connection, task, {"tenant": tenant, **ids}, queue=BULK_QUEUE, once=once)
    except psycopg.errors.UniqueViolation:
        return False
    return True


def _put(
    connection: Connection,
    task: str,
    told: Mapping[str, Id],
    *,
    lock: str | None = None,
    at: datetime | None = None,
    queue: str = DEFAULT_QUEUE,
    once: str | None = None,
) -> int:
    words = json.dumps(
        {name: str(value) if isinstance(value, UUID) else value for name, value in told.items()}
    )
    driver = connection.connection.driver_connection
    assert driver is not None
    row = driver.execute(_DEFER, [queue, task, 0, lock, once, words, at]).fetchone()
    return int(row[0][0])
