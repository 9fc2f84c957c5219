"""Whoever waits to be told of a gift waits after the migration, and who was told is not told again; and back."""

import uuid
from datetime import date

import psycopg
import pytest

from casework.settings import Database
from casework.store import migrate
from tests.migrations.test_books import GIFT, KEY, connect

BEFORE = "0060_quicker_wall"
PERSON = """insert into person (tenant_id, id, kind, name, name_key, name_sort, language, registered_at)
    values (%s, %s, 'person', 'A', 'a', 'a', 'en', now())"""
FUND = "insert into fund (tenant_id, id, code, name, restriction, active) values (%s, %s, 'f', 'F', 'purpose', true)"
TRIBUTE = """insert into tribute (tenant_id, id, gift_id, kind, name, tell_id, status)
    values (%s, %s, %s, 'honor', %s, %s, %s)"""
ROWS = {
    "nobody": (False, "none"),
    "waits": (True, "pending"),
    "told": (True, "sent"),
    "left": (True, "suppressed"),
    "odd": (False, "pending"),
}
TOLD = "select name, status, reason, settled_at is not null from tribute where tenant_id = %s order by 1"


def lay_out(owner: psycopg.Connection, tenant: int) -> None:
    person, fund = uuid.uuid4(), uuid.uuid4()
    owner.execute(PERSON, [tenant, person])
    owner.execute(FUND, [tenant, fund])
    for name, (tells, status) in ROWS.items():
        gift = uuid.uuid4()
        told = [tenant, gift, name, person, fund, "money", 5_000, "USD", None]
        owner.execute(GIFT, [*told, date.today(), "posted", None])
        owner.execute(TRIBUTE, [tenant, uuid.uuid4(), gift, name, person if tells else None, status])


def test_who_waits_still_waits_and_who_was_told_is_not_told_again(fresh_database: Database) -> None:
    migrate.downgrade(fresh_database, BEFORE)
    with connect(fresh_database) as owner:
        for tenant in (1, 2):
            lay_out(owner, tenant)
    for _ in range(2):
        migrate.upgrade(fresh_database, KEY)
        with connect(fresh_database) as owner:
            for tenant in (1, 2):
                assert owner.execute(TOLD, [tenant]).fetchall() == [
                    ("left", "suppressed", "by_hand", True),
                    ("nobody", "none", None, False),
                    ("odd", "none", None, False),
                    ("told", "sent", None, True),
                    ("waits", "pending", None, False),
                ]
            with pytest.raises(psycopg.errors.CheckViolation):
                owner.execute("update tribute set status = 'sent' where name = 'waits'")
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
                owner.execute("update tribute set name = 'x' where name = 'told'")
        migrate.downgrade(fresh_database, BEFORE)
        with connect(fresh_database) as owner:
            rows = owner.execute("select name, status from tribute where tenant_id = 1 order by 1").fetchall()
            assert dict(rows) == {name: status for name, (_, status) in ROWS.items()} | {"odd": "none"}
    migrate.upgrade(fresh_database, KEY)
