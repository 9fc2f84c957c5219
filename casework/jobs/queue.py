"""Procrastinate as Casework uses it: tasks, their retries, the worker, and the housekeeping of the queue itself."""

import asyncio
import inspect
import logging
import pkgutil
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from flask import Flask
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy, exceptions, jobs
from procrastinate.tasks import Task
from sqlalchemy import select

from casework import jobs as package
from casework.base.clock import now
from casework.models.identity import Tenant
from casework.services.office import office_by_id
from casework.store.identity import identity_session
from casework.store.mail_hold import mail_is_held
from casework.store.queue import DEFAULT_QUEUE, defer

log = logging.getLogger(__name__)

HEARTBEAT: Final = 10.0
STALLED_AFTER: Final = 30.0
MOST_ATTEMPTS: Final = 5
KEEP_FINISHED_HOURS: Final = 7 * 24
WHILE_HELD: Final = timedelta(minutes=5)

# 16 s, 46 s, 4 min, 22 min: what is down for a moment is met again soon, what is down for long is not hammered.
PATIENT: Final = RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=6, wait=10)
AT_ONCE: Final = RetryStrategy(max_attempts=MOST_ATTEMPTS, wait=2)


queue: Final = App(connector=PsycopgConnector())
_flask: Flask | None = None


def job(
    name: str, *, retry: RetryStrategy, outgoing: bool = False
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function a task: it gets a session of the viewer `system:<name>`, committed when it returns.

    Its keyword parameters are the ids that were deferred; `actor`, if it has one, is who caused it. An `outgoing`
    one reaches people outside, so it waits while an operator holds the mail of a restored installation.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        wants_actor = "actor" in inspect.signature(function).parameters

        def run(*, tenant: int, actor: str | None = None, **ids: Any) -> None:
            if wants_actor:
                ids["actor"] = UUID(actor) if actor else None
            with application().app_context():
                office = office_by_id(tenant)
                with office.open(office.system(name)) as session:
                    if ids.get("case"):
                        session.info["case"] = UUID(ids["case"])
                    if outgoing and mail_is_held(session.connection()):
                        defer(session, name, at=now() + WHILE_HELD, **ids)
                    else:
                        function(session, **ids)
                    session.commit()

        queue.task(name=name, queue=DEFAULT_QUEUE, retry=retry)(run)
        return function

    return register


def for_each_tenant(name: str, *, cron: str) -> None:
    """Put task `name` into the queue for every active tenant, at the times of `cron` (UTC); none piles up."""

    @queue.periodic(cron=cron)
    @queue.task(name=f"{name}:for_each_tenant", queue=DEFAULT_QUEUE, retry=AT_ONCE)
    async def fan_out(timestamp: int) -> None:
        for tenant in await asyncio.to_thread(_active_tenants):
            try:
                waiting = queue.configure_task(name, queue=DEFAULT_QUEUE, queueing_lock=f"{name}:{tenant}")
                await waiting.defer_async(tenant=tenant)
            except exceptions.AlreadyEnqueued:
                log.info("%s is still waiting for tenant %s", name, tenant)


@queue.task(name="unknown", queue=DEFAULT_QUEUE, retry=RetryStrategy(wait=300))
def unknown(**ids: Any) -> None:
    """Stands in for a task that this version does not have; the job waits five minutes and is tried again."""
    raise LookupError("This version has no such task; the job was put back.")


class _Tasks(dict[str, Task[Any, Any, Any]]):
    """All tasks by name; a name it does not know gives `unknown`: another version's worker may know it."""

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name, unknown)


queue.tasks = _Tasks(queue.tasks)


@queue.periodic(cron="* * * * *")
@queue.task(
    name="retry_stalled", queue=DEFAULT_QUEUE, retry=AT_ONCE, queueing_lock="retry_stalled", pass_context=True
)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Take up again what a killed worker left behind; after the last attempt park it for the operator."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        if stalled.id is None or stalled.id == context.job.id:
            continue
        if stalled.attempts + 1 < MOST_ATTEMPTS:
            await manager.retry_job(stalled)
        else:
            log.error("job %s (%s) has stalled too often and is parked", stalled.id, stalled.task_name)
            await manager.finish_job_by_id_async(stalled.id, status=jobs.Status.FAILED, delete_job=False)


@queue.periodic(cron="17 3 * * *")
@queue.task(
    name="remove_finished",
    queue=DEFAULT_QUEUE,
    retry=PATIENT,
    queueing_lock="remove_finished",
    pass_context=True,
)
async def remove_finished(context: JobContext, timestamp: int) -> None:
    """Forget jobs that ended well a week ago; parked ones stay until an operator has seen them."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_FINISHED_HOURS, include_cancelled=True)


def run_worker(
    flask: Flask, url: str, *, threads: int = 2, wait: bool = True, queues: tuple[str, ...] | None = None
) -> None:
    """Work until SIGTERM or SIGINT (`wait=False`: until the queue is empty). `url`: the worker's login."""
    global _flask  # noqa: PLW0603 - tasks are plain functions that Procrastinate calls by name
    _flask = flask
    load_tasks()
    connector = PsycopgConnector(
        conninfo=url.replace("+psycopg", ""),
        kwargs={
            "options": "-c search_path=queue -c statement_timeout=30s",
            "application_name": "casework-worker",
        },
        max_size=threads + 3,
    )
    with queue.replace_connector(connector) as open_queue:
        open_queue.run_worker(
            concurrency=threads,
            queues=list(queues) if queues else None,
            wait=wait,
            listen_notify=wait,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=STALLED_AFTER,
            shutdown_graceful_timeout=10,
        )


def load_tasks() -> None:
    """Import every module of this package, so that each task is known by name."""
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        __import__(module.name)


def application() -> Flask:
    """The application that this worker works for."""
    assert _flask is not None, "tasks run in a worker"
    return _flask


def _active_tenants() -> list[int]:
    with application().app_context(), identity_session() as session:
        return list(session.scalars(select(Tenant.id).where(Tenant.status == "active")))
