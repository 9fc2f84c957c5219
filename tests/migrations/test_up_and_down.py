"""Migrations go up, down and up again, with data in the tables."""

import uuid

import psycopg
import pytest

from casework.settings import Database
from casework.store import migrate
from casework.store.revision import newest

REVISIONS = [revision.revision for revision in migrate.script().walk_revisions()][::-1]
KEY = bytes(range(32))


def connect(database: Database):
    return psycopg.connect(database.owner.replace("+psycopg", ""), autocommit=True)


def fill(database: Database) -> None:
    """A row in every table of the public schema that can stand alone, written as the owner under forced security."""
    with connect(database) as owner:
        for name, table in (("person", "contact"), ("vehicle", "asset")):
            assert owner.execute(f'select count(*) from "{name}"').fetchone() == (0,), table
        person = uuid.uuid4()
        owner.execute(
            "insert into person (tenant_id, id, kind, name, name_key, name_sort, language, registered_at)"
            " values (1, %s, 'person', 'A', 'a', 'a', 'en', now())",
            [person],
        )
        touched = owner.execute("update person set language = 'vi' where id = %s", [person]).rowcount
        assert touched == 1, "a data migration under forced row-level security must touch its rows"


def test_head_is_the_last_of_one_line():
    assert newest() == REVISIONS[-1]
    assert len(migrate.script().get_heads()) == 1


def test_up_down_and_up_again_with_data(fresh_database: Database):
    fill(fresh_database)
    for revision in [*REVISIONS[:-1][::-1], "base"]:
        migrate.downgrade(fresh_database, revision)
        assert migrate.current(fresh_database) == (None if revision == "base" else revision)
    for revision in REVISIONS:
        migrate.upgrade(fresh_database, KEY, revision=revision)
        assert migrate.current(fresh_database) == revision
    fill(fresh_database)


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_step_goes_down_and_up(fresh_database: Database, revision: str):
    before = REVISIONS[REVISIONS.index(revision) - 1] if revision != REVISIONS[0] else "base"
    migrate.downgrade(fresh_database, before)
    migrate.upgrade(fresh_database, KEY)
    assert migrate.current(fresh_database) == REVISIONS[-1]
