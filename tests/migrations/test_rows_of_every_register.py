"""Newer migrations go down and up with rows in every register: what stays says what it said, what goes is told."""

import json
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine

from casework.settings import Database
from casework.store import migrate
from casework.store.registers import db
from tests.attacks.laid_out import lay_out
from tests.attacks.owner_sees import Eye
from tests.migrations.test_books import KEY, connect
from tests.rig import Cluster
from tests.store.looking import plain_app

Rows = dict[str, list[dict[str, Any]]]
LATER = """
insert into donor_task (tenant_id, id, donor_id, what, due_on, stopped_on, stopped_by, made_at)
    select tenant_id, gen_random_uuid(), donor_id, 'stopped', due_on, due_on, donor_id, now() from donor_task;
insert into import_line (tenant_id, id, run_id, stage, line, at, verdict, perhaps, wrong)
    select tenant_id, gen_random_uuid(), id, 'undo', 1, 1, 'new', '{}', '[]' from import_run;
insert into gift_aid_line (tenant_id, id, claim_id, gift_id, donor_id, kind, amount, tax)
    select tenant_id, gen_random_uuid(), claim_id, gift_id, donor_id, 'adjustment', -1, -1 from gift_aid_line;
"""
"""Rows that only later migrations have a place for."""
STEPS = {
    "0048_own_giving": {"donor_task": "tasks that were stopped would be due again"},
    "0043_donor_imports": {"gift_aid_line": "what was taken back of a small gift, which has no declaration"},
    "0042_appeals": {"import_line": "what undoing said of a line"},
    "0041_gift_aid": {},
}
"""Down to each of these, and of which registers a row of each office goes."""

COUNTED = {"planned_at", "look_at"}
"""Of an open case: what comes up as it was told before, and is counted anew by the worker."""


@pytest.fixture(scope="module")
def laid(cluster: Cluster) -> Iterator[tuple[Database, str]]:
    """A database of two offices with a row in every register."""
    with cluster.copy(name := f"casework_rows_{uuid.uuid4().hex[:10]}") as address:
        settings, owner = cluster.settings(address), create_engine(address.owner)
        with plain_app(settings).app_context():
            lay_out(owner, settings)
            db.engine.dispose()
        owner.dispose()
        with connect(address) as conn:
            conn.execute(LATER)
        yield address, cluster.superuser(name)


def look(superuser: str) -> Rows:
    eye = Eye(superuser)
    eye.close()
    return eye.ground


def same(before: Rows, now: Rows, table: str) -> tuple[Counter[str], Counter[str]]:
    """The rows of a table before and now, as far as both have their columns."""
    columns = set.intersection(*([set(rows[table][0]) for rows in (before, now) if rows[table]] or [set()]))
    columns -= COUNTED if table == "case" else set()
    said = [
        Counter(json.dumps({name: row[name] for name in sorted(columns)}) for row in rows[table])
        for rows in (before, now)
    ]
    return said[0], said[1]


def test_what_a_step_down_keeps_says_what_it_said_and_comes_back_up(laid: tuple[Database, str]) -> None:
    database, superuser = laid
    first = before = look(superuser)
    assert all(before[table] for told in STEPS.values() for table in told)
    for revision, gone in STEPS.items():
        migrate.downgrade(database, revision)
        now = look(superuser)
        lost = {}
        for table in now:
            was, held = same(before, now, table)
            assert not held - was, f"{revision}: {table} says something else"
            lost |= {table: (was - held).total()} if was - held else {}
        assert lost == dict.fromkeys(gone, 2), revision
        before = now
    migrate.upgrade(database, KEY)
    last = look(superuser)
    assert last.keys() == first.keys()
    for table in before:
        was, held = same(before, last, table)
        assert was == held, table


def test_what_was_made_for_the_later_shape_fits_again_after_it(laid: tuple[Database, str]) -> None:
    database, _ = laid
    migrate.upgrade(database, KEY)
    with connect(database) as owner:
        assert owner.execute("select count(*) from donor_task where stopped_on is not null").fetchone() == (
            0,
        )
        owner.execute(LATER.partition(";")[0])
        for bad in ("stopped_by = null", "done_on = due_on, done_by = donor_id"):
            with pytest.raises(psycopg.errors.CheckViolation):
                owner.execute(f"update donor_task set {bad} where stopped_on is not null")
        told = owner.execute("select count(*) from collection_attempt where told_amount is null").fetchone()
    assert told == (2,), "what nobody could book went with its columns, the attempts stayed"
