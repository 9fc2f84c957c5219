"""Gifts of the last month are promised thanks by the migration, receipts get their amounts; and back."""

import uuid
from datetime import date, timedelta

import psycopg

from casework.settings import Database
from casework.store import migrate
from tests.migrations.test_books import GIFT, KEY, connect

BEFORE = "0033_forwarding"
RECEIPT = """insert into receipt
    (tenant_id, id, gift_id, series, year, serial, number, language, issued_at, status, store_name, sha256, size)
    values (%s, %s, %s, 'R', 2026, 1, '2026-000001', 'en', now(), 'issued', 'x', '\\x00', 1)"""


def lay_out(owner: psycopg.Connection, tenant: int) -> dict[str, uuid.UUID]:
    ids = {name: uuid.uuid4() for name in ("person", "fund", "fresh", "old", "gone", "receipt")}
    told = [tenant, ids["person"]]
    owner.execute(
        "insert into person (tenant_id, id, kind, name, name_key, name_sort, language, registered_at)"
        " values (%s, %s, 'person', 'A', 'a', 'a', 'en', now())",
        told,
    )
    owner.execute(
        "insert into fund (tenant_id, id, code, name, restriction, active)"
        " values (%s, %s, 'f', 'F', 'purpose', true)",
        [tenant, ids["fund"]],
    )
    for name, days, status in (("fresh", 3, "receipted"), ("old", 90, "posted"), ("gone", 3, "reversed")):
        told = [tenant, ids[name], name, ids["person"], ids["fund"], "money", 5_000, "USD", None]
        owner.execute(GIFT, [*told, date.today() - timedelta(days=days), status, None])
    owner.execute(RECEIPT, [tenant, ids["receipt"], ids["fresh"]])
    return ids


def test_standing_gifts_of_a_month_are_promised_thanks_and_receipts_keep_what_they_say(
    fresh_database: Database,
):
    migrate.downgrade(fresh_database, BEFORE)
    with connect(fresh_database) as owner:
        ids = {tenant: lay_out(owner, tenant) for tenant in (1, 2)}
    for _ in range(2):
        migrate.upgrade(fresh_database, KEY)
        with connect(fresh_database) as owner:
            rows = owner.execute("select tenant_id, gift_id, status from thanks order by 1").fetchall()
            assert rows == [(tenant, ids[tenant]["fresh"], "due") for tenant in (1, 2)]
            told = owner.execute("select kind, amount, currency, status from receipt").fetchall()
            assert told == [("receipt", 5_000, "USD", "issued")] * 2
        migrate.downgrade(fresh_database, BEFORE)
        with connect(fresh_database) as owner:
            assert (
                owner.execute("select number, status from receipt").fetchall()
                == [("2026-000001", "issued")] * 2
            )
    migrate.upgrade(fresh_database, KEY)
