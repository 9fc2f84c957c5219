"""The queue from end to end: put in with the caller's transaction, done by a worker under a viewer of its own."""

from collections.abc import Iterator
from typing import ClassVar
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from casework.app import create_app
from casework.jobs import queue
from casework.policy.viewer import Viewer, compile_access
from casework.services.office import Office
from casework.settings import Database, Settings
from casework.store.bind import release_store
from casework.store.mail_hold import hold_mail, release_mail
from casework.store.present import current_viewer
from casework.store.queue import defer
from casework.store.session import viewing
from tests.factories.tenants import make_tenant
from tests.store.looking import viewer
from tests.working import work_off

SEEN: list[tuple[object, ...]] = []


@queue.job("test_look", retry=queue.AT_ONCE)
def look(session: object, *, thing: str, actor: object) -> None:
    SEEN.append((current_viewer().tenant, current_viewer().purpose, thing, actor))


@queue.job("test_mail", retry=queue.PATIENT, outgoing=True)
def mail(session: object, *, letter: str) -> None:
    SEEN.append((letter,))


@queue.job("test_fail", retry=queue.PATIENT)
def fail(session: object) -> None:
    raise ConnectionError("the mail server is away")


class TestPurpose:
    """What the tasks of this file may see: nothing but what is open to all."""

    __test__ = False
    opens: ClassVar = {"system": ()}
    writes: ClassVar = {"system": ()}
    scopes: ClassVar = {}
    sealed_cases: ClassVar = ()
    hidden_names: ClassVar = ()


def system(office: Office, task: str) -> Viewer:
    access = compile_access(["system"], f"system:{task}", TestPurpose())
    return Viewer(office.tenant.id, None, "system", frozenset({"system"}), f"system:{task}", access)


@pytest.fixture
def flask(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setattr(Office, "system", system)
    SEEN.clear()
    with psycopg.connect(worker_url(settings), autocommit=True) as conn:
        conn.execute("delete from queue.procrastinate_jobs")
    app = create_app(settings)
    yield app
    release_store(app)


@pytest.fixture(scope="module")
def tenant(database: Database) -> int:
    make_tenant(database)
    return make_tenant(database).id


def worker_url(settings: Settings) -> str:
    assert settings.database is not None
    return settings.database.worker.replace("+psycopg", "")


def jobs(settings: Settings, *columns: str) -> list[tuple[object, ...]]:
    with psycopg.connect(worker_url(settings)) as conn:
        ours = "task_name like 'test%' or task_name like 'task%'"
        order = f"select {', '.join(columns)} from queue.procrastinate_jobs where {ours} order by id"
        return conn.execute(order).fetchall()


def test_a_committed_job_runs_once_for_its_tenant_and_knows_who_caused_it(
    flask: Flask, settings: Settings, tenant: int
) -> None:
    caller = viewer(settings, tenant)
    thing = uuid4()
    with flask.app_context(), viewing(caller) as session:
        defer(session, "test_look", thing=thing)
        session.commit()
    work_off(flask, settings)
    assert len(SEEN) == 1
    assert SEEN[0] == (tenant, "system:test_look", str(thing), caller.actor)
    assert jobs(settings, "status::text") == [("succeeded",)]


def test_a_rollback_takes_the_job_with_it(flask: Flask, settings: Settings, tenant: int) -> None:
    with flask.app_context(), viewing(viewer(settings, tenant)) as session:
        defer(session, "test_look", thing=uuid4())
        session.rollback()
    work_off(flask, settings)
    assert SEEN == []
    assert jobs(settings, "id") == []


def test_a_failing_job_is_put_off_and_kept(flask: Flask, settings: Settings, tenant: int) -> None:
    with flask.app_context(), viewing(viewer(settings, tenant)) as session:
        defer(session, "test_fail")
        session.commit()
    work_off(flask, settings)
    assert jobs(settings, "status::text", "attempts", "scheduled_at > now()") == [("todo", 1, True)]


def test_a_task_of_another_version_is_put_back(flask: Flask, settings: Settings, tenant: int) -> None:
    with flask.app_context(), viewing(viewer(settings, tenant)) as session:
        defer(session, "task_of_tomorrow")
        session.commit()
    work_off(flask, settings)
    assert jobs(settings, "status::text", "task_name", "scheduled_at > now()") == [
        ("todo", "task_of_tomorrow", True)
    ]


@pytest.mark.parametrize(("attempts", "status"), [(0, "todo"), (3, "todo"), (4, "failed")])
def test_what_a_killed_worker_held_is_taken_up_again_until_the_last_attempt(
    flask: Flask, settings: Settings, tenant: int, attempts: int, status: str
) -> None:
    with psycopg.connect(worker_url(settings), autocommit=True) as conn:
        conn.execute(
            "insert into queue.procrastinate_jobs (queue_name, task_name, args, status, attempts, scheduled_at)"
            " values ('elsewhere', 'test_look', %s, 'doing', %s, null)",
            [f'{{"tenant": {tenant}, "thing": "x"}}', attempts],
        )
        conn.execute(
            "insert into queue.procrastinate_jobs (queue_name, task_name, args)"
            " values ('work', 'retry_stalled', '{\"timestamp\": 0}')"
        )
    work_off(flask, settings, queues=("work",))
    assert jobs(settings, "task_name", "status::text")[0] == ("test_look", status)


def test_mail_of_a_restored_installation_waits_until_it_is_released(
    flask: Flask, settings: Settings, tenant: int
) -> None:
    with flask.app_context(), viewing(viewer(settings, tenant)) as session:
        defer(session, "test_mail", letter="one")
        session.commit()
    engine = create_engine(settings.database.owner, poolclass=NullPool)
    with engine.begin() as owner:
        hold_mail(owner)
    work_off(flask, settings)
    assert SEEN == []
    assert jobs(settings, "status::text", "scheduled_at > now()") == [("succeeded", None), ("todo", True)]
    with engine.begin() as owner:
        release_mail(owner)
    with psycopg.connect(worker_url(settings), autocommit=True) as conn:
        conn.execute("update queue.procrastinate_jobs set scheduled_at = null")
    work_off(flask, settings)
    assert len(SEEN) == 1
    assert SEEN[0] == ("one",)


def test_every_task_declares_how_it_is_retried() -> None:
    queue.load_tasks()
    without = [name for name, task in queue.queue.tasks.items() if task.retry_strategy is None]
    assert [name for name in without if "builtin" not in name] == []
