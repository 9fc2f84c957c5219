"""The queue from end to end: put in with the caller's transaction, done by a worker under a viewer of its own."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from flask import Flask

from casework.app import create_app
from casework.jobs import queue
from casework.policy.tasks import TASKS
from casework.settings import Settings
from casework.store.bind import release_store
from casework.store.queue import defer
from casework.store.session import current_viewer, viewing
from tests.store.looking import viewer
from tests.working import work_off

SEEN: list[tuple[object, ...]] = []


@queue.job("test_look", retry=queue.AT_ONCE)
def look(session: object, *, thing: str, actor: object) -> None:
    SEEN.append((current_viewer().tenant, current_viewer().purpose, thing, actor))


@queue.job("test_fail", retry=queue.PATIENT)
def fail(session: object) -> None:
    raise ConnectionError("the mail server is away")


@pytest.fixture
def flask(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    for name in ("test_look", "test_fail"):
        monkeypatch.setitem(TASKS, name, ((), ()))
    SEEN.clear()
    with psycopg.connect(worker_url(settings), autocommit=True) as conn:
        conn.execute("delete from queue.procrastinate_jobs")
    app = create_app(settings)
    yield app
    release_store(app)


def worker_url(settings: Settings) -> str:
    assert settings.database is not None
    return settings.database.worker.replace("+psycopg", "")


def jobs(settings: Settings, *columns: str) -> list[tuple[object, ...]]:
    with psycopg.connect(worker_url(settings)) as conn:
        ours = "task_name like 'test%' or task_name like 'task%'"
        order = f"select {', '.join(columns)} from queue.procrastinate_jobs where {ours} order by id"
        return conn.execute(order).fetchall()


def test_a_committed_job_runs_once_for_its_tenant_and_knows_who_caused_it(
    flask: Flask, settings: Settings
) -> None:
    caller = viewer(settings, 41)
    thing = uuid4()
    with flask.app_context(), viewing(caller) as session:
        defer(session, "test_look", thing=thing)
        session.commit()
    work_off(flask, settings)
    assert len(SEEN) == 1
    assert SEEN[0] == (41, "system:test_look", str(thing), caller.actor)
    assert jobs(settings, "status::text") == [("succeeded",)]


def test_a_rollback_takes_the_job_with_it(flask: Flask, settings: Settings) -> None:
    with flask.app_context(), viewing(viewer(settings, 41)) as session:
        defer(session, "test_look", thing=uuid4())
        session.rollback()
    work_off(flask, settings)
    assert SEEN == []
    assert jobs(settings, "id") == []


def test_a_failing_job_is_put_off_and_kept(flask: Flask, settings: Settings) -> None:
    with flask.app_context(), viewing(viewer(settings, 41)) as session:
        defer(session, "test_fail")
        session.commit()
    work_off(flask, settings)
    assert jobs(settings, "status::text", "attempts", "scheduled_at > now()") == [("todo", 1, True)]


def test_a_task_of_another_version_is_put_back(flask: Flask, settings: Settings) -> None:
    with flask.app_context(), viewing(viewer(settings, 41)) as session:
        defer(session, "task_of_tomorrow")
        session.commit()
    work_off(flask, settings)
    assert jobs(settings, "status::text", "task_name", "scheduled_at > now()") == [
        ("todo", "task_of_tomorrow", True)
    ]


@pytest.mark.parametrize(("attempts", "status"), [(0, "todo"), (3, "todo"), (4, "failed")])
def test_what_a_killed_worker_held_is_taken_up_again_until_the_last_attempt(
    flask: Flask, settings: Settings, attempts: int, status: str
) -> None:
    with psycopg.connect(worker_url(settings), autocommit=True) as conn:
        conn.execute(
            "insert into queue.procrastinate_jobs (queue_name, task_name, args, status, attempts, scheduled_at)"
            " values ('elsewhere', 'test_look', %s, 'doing', %s, null)",
            ['{"tenant": 41, "thing": "x"}', attempts],
        )
        conn.execute(
            "insert into queue.procrastinate_jobs (queue_name, task_name, args)"
            " values ('work', 'retry_stalled', '{\"timestamp\": 0}')"
        )
    work_off(flask, settings, queues=("work",))
    assert jobs(settings, "task_name", "status::text")[0] == ("test_look", status)


def test_every_task_declares_how_it_is_retried() -> None:
    queue.load_tasks()
    without = [name for name, task in queue.queue.tasks.items() if task.retry_strategy is None]
    assert [name for name in without if "builtin" not in name] == []
