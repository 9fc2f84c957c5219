"""Who may put work into the queue, and for whom."""

import hashlib
import json

import psycopg
import pytest

from casework.settings import Database
from casework.store import roles

OPEN = (frozenset({"open"}), frozenset({"open"}))
DEFER = """select queue.procrastinate_defer_jobs_v1(array[
    row('q', 'read', 0, null, null, %s::jsonb, null)::queue.procrastinate_job_to_defer_v1])"""


def libpq(url: str) -> str:
    return url.replace("+psycopg", "")


@pytest.fixture
def app(database: Database, wall_key: bytes):
    with psycopg.connect(libpq(database.owner), autocommit=True) as owner:
        role = roles.ensure_set_roles(owner, database.prefix, [OPEN])[0]
    with psycopg.connect(libpq(database.app)) as conn:
        words = f"7|{role}|||member||test"
        inner = hashlib.sha256(wall_key + f"{words}|{conn.info.backend_pid}".encode()).digest()
        conn.execute(
            "select set_config('app.viewer', %s, true), set_config('app.seal', %s, true),"
            " set_config('role', %s, true)",
            [words, hashlib.sha256(wall_key + inner).hexdigest(), role],
        )
        yield conn
        conn.rollback()


def waiting(database: Database) -> int:
    with psycopg.connect(libpq(database.worker)) as conn:
        row = conn.execute("select count(*) from queue.procrastinate_jobs").fetchone()
    assert row is not None
    return int(row[0])


def test_a_viewer_defers_for_its_own_tenant_and_a_rollback_takes_the_job_with_it(
    app, database: Database
) -> None:
    before = waiting(database)
    app.execute(DEFER, [json.dumps({"tenant": 7})])
    assert waiting(database) == before
    app.commit()
    assert waiting(database) == before + 1


@pytest.mark.parametrize("args", [{"tenant": 8}, {}, {"tenant": "7"}, {"tenant": None}])
def test_a_viewer_cannot_defer_for_another_tenant_or_for_none(app, args: dict[str, object]) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(DEFER, [json.dumps(args)])


@pytest.mark.parametrize(
    "query",
    [
        "select * from queue.procrastinate_jobs",
        "select queue.procrastinate_fetch_job_v2(null, 1)",
        "select queue.procrastinate_cancel_job_v1(1, false, true)",
        "insert into queue.procrastinate_jobs (queue_name, task_name) values ('q', 't')",
    ],
)
def test_a_viewer_cannot_read_or_touch_the_queue(app, query: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(query)
