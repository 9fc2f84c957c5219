"""Migrations go up, down and up again, with data in the tables."""

import uuid

import psycopg

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


OLD_ENTRY = """insert into ledger_entry (tenant_id, seq, at, actor_kind, purpose, act, subjects, fields, detail, hash)
    values (%s, %s, now(), 'member', 'p', %s, '{}', '{}', '', '')"""
CHAIN = """update ledger_entry e set hash = sha256(coalesce(
        (select hash from ledger_entry b where b.tenant_id = e.tenant_id and b.seq = e.seq - 1),
        decode(repeat('00', 32), 'hex')) || convert_to(ledger_body(e), 'UTF8')) where seq = %s"""


def test_a_chained_ledger_goes_into_the_unchained_one_and_back(fresh_database: Database):
    migrate.downgrade(fresh_database, "0004_mail_hold")
    with connect(fresh_database) as owner:
        for tenant, act in ((1, "a"), (2, "x"), (1, "b"), (2, "y"), (1, "c")):
            seq = owner.execute(
                "select count(*) + 1 from ledger_entry where tenant_id = %s", [tenant]
            ).fetchone()
            owner.execute(OLD_ENTRY, [tenant, seq[0], act])
        for seq in (1, 2, 3):
            owner.execute(CHAIN, [seq])
        last = "select distinct on (tenant_id) tenant_id, seq, hash from ledger_entry order by tenant_id, seq desc"
        owner.execute(f"insert into ledger_head {last}")
        chained = owner.execute("select tenant_id, seq, act, hash from ledger_entry order by 1, 2").fetchall()
        owner.execute("update ledger_entry set detail = 'bent' where tenant_id = 2 and seq = 2")
    migrate.upgrade(fresh_database, KEY)
    acts = (
        "select tenant_id, act, detail from ledger_entry where seq is null and xid = 0 order by tenant_id, id"
    )
    with connect(fresh_database) as owner:
        assert owner.execute(acts).fetchall() == [
            (1, "a", ""),
            (1, "b", ""),
            (1, "c", ""),
            (2, "x", ""),
            (2, "y", "bent"),
            (2, "ledger.broken", '{"entry" : 2}'),
        ]
    migrate.downgrade(fresh_database, "0004_mail_hold")
    with connect(fresh_database) as owner:
        query = "select tenant_id, seq, act, hash from ledger_entry where tenant_id = 1 order by seq"
        assert owner.execute(query).fetchall() == chained[:3]
        assert owner.execute("select tenant_id, seq from ledger_head order by 1").fetchall() == [
            (1, 3),
            (2, 3),
        ]
        walked = "select count(*) from ledger_head h join ledger_entry e using (tenant_id, seq, hash)"
        assert owner.execute(walked).fetchone() == (2,)
    migrate.upgrade(fresh_database, KEY)


def test_head_is_the_last_of_one_line():
    assert newest() == REVISIONS[-1]
    assert len(migrate.script().get_heads()) == 1


def test_each_step_goes_down_up_and_down_again_with_data_and_all_of_them_up(fresh_database: Database):
    fill(fresh_database)
    for revision, before in zip(REVISIONS[::-1], [*REVISIONS[:-1][::-1], "base"], strict=True):
        migrate.downgrade(fresh_database, before)
        migrate.upgrade(fresh_database, KEY, revision=revision)
        assert migrate.current(fresh_database) == revision
        migrate.downgrade(fresh_database, before)
        assert migrate.current(fresh_database) == (None if before == "base" else before)
    migrate.upgrade(fresh_database, KEY)
    assert migrate.current(fresh_database) == REVISIONS[-1]
    fill(fresh_database)
