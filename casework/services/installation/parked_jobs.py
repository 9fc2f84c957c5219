"""Jobs that failed too often: nothing retries them by itself."""

from datetime import datetime

import psycopg

from casework.base.errors import NotFound
from casework.base.values import Value
from casework.settings import Settings

_PARKED = """
    select j.id, j.task_name, (j.args ->> 'tenant')::int, j.attempts, max(e.at)
    from queue.procrastinate_jobs j join queue.procrastinate_events e on e.job_id = j.id
    where j.status = 'failed' group by j.id order by j.id
"""
_RETRY = """
    select queue.procrastinate_retry_job_v2(id, now(), null, null, null)
    from queue.procrastinate_jobs where id = %s and status = 'failed'
"""


class ParkedJob(Value):
    """A job as the operator sees it: no content, since jobs hold ids only."""

    id: int
    task: str
    tenant: int | None
    attempts: int
    since: datetime


def parked_jobs(settings: Settings) -> list[ParkedJob]:
    """Every parked job, oldest first."""
    with _worker(settings) as conn:
        return [ParkedJob(*row) for row in conn.execute(_PARKED).fetchall()]


def retry_parked(settings: Settings, number: int) -> None:
    """Put a parked job back into the queue, due now."""
    with _worker(settings) as conn:
        if not conn.execute(_RETRY, [number]).fetchone():
            raise NotFound(f"No parked job has the number {number}. See: casework queue parked")


def _worker(settings: Settings) -> psycopg.Connection:
    assert settings.database is not None
    return psycopg.connect(settings.database.worker.replace("+psycopg", ""))
