"""Gifts of before the books go into them, to the cent, and come back out as they were."""

import uuid
from datetime import date

import psycopg
import pytest

from casework.settings import Database
from casework.store import migrate

KEY = bytes(range(32))
BEFORE = "0015_fraud_flags"
GIFT = """insert into gift (tenant_id, id, number, donor_id, fund_id, kind, amount, benefit, currency, method, goods,
    received_on, status, reverses_id, posted_at, version)
    values (%s, %s, %s, %s, %s, %s, %s, 0, %s, 'cash', %s, %s, %s, %s, now(), 1)"""


def connect(database: Database):
    return psycopg.connect(database.owner.replace("+psycopg", ""), autocommit=True)


def lay_out(owner, tenant: int) -> dict[str, uuid.UUID]:
    ids = {name: uuid.uuid4() for name in ("person", "fund", "kept", "gone", "back", "goods", "dong")}
    owner.execute(
        "insert into person (tenant_id, id, kind, name, name_key, name_sort, language, registered_at)"
        " values (%s, %s, 'person', 'A', 'a', 'a', 'en', now())",
        [tenant, ids["person"]],
    )
    owner.execute(
        "insert into fund (tenant_id, id, code, name, restriction, active)"
        " values (%s, %s, 'f', 'F', 'purpose', true)",
        [tenant, ids["fund"]],
    )
    rows = [
        ("kept", "money", 10_000, "USD", None, "posted", None),
        ("gone", "money", 2_500, "USD", None, "reversed", None),
        ("back", "money", -2_500, "USD", "Bounced", "reversed", "gone"),
        ("goods", "in_kind", 0, "USD", "Beans", "receipted", None),
        ("dong", "money", 5, "VND", None, "posted", None),
    ]
    for name, kind, amount, currency, goods, status, of in rows:
        told = [tenant, ids[name], name, ids["person"], ids["fund"], kind, amount, currency, goods]
        owner.execute(GIFT, [*told, date(2025, 5, 6), status, ids.get(of)])
    return ids


def gifts(owner) -> list[tuple]:
    return owner.execute(
        "select tenant_id, number, amount, currency, goods, status from gift order by 1, 2"
    ).fetchall()


def test_gifts_go_into_the_books_and_stay_what_they_were(fresh_database: Database):
    migrate.downgrade(fresh_database, BEFORE)
    with connect(fresh_database) as owner:
        ids = {tenant: lay_out(owner, tenant) for tenant in (1, 2)}
        before = gifts(owner)
    for _ in range(2):  # up, down, and up again
        migrate.upgrade(fresh_database, KEY)
        with connect(fresh_database) as owner:
            assert gifts(owner) == before
            assert owner.execute("select count(*) from book_entry").fetchone() == (8,)
            sums = "select gift_id, sum(amount), -sum(amount) filter (where account = 'fund') from posting group by 1"
            held = {gift: (whole, fund) for gift, whole, fund in owner.execute(sums).fetchall()}
            for tenant in (1, 2):
                mine = ids[tenant]
                assert held[mine["kept"]] == (0, 10_000)
                assert held[mine["gone"]] == (0, 0)
                assert held[mine["dong"]] == (0, 5)
                assert mine["back"] not in held and mine["goods"] not in held
            said = "select reason, book_on from book_entry where act = 'reversal' and tenant_id = 2"
            assert owner.execute(said).fetchall() == [("Bounced", date(2025, 5, 6))]
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
                owner.execute("update gift set amount = 1 where number = 'kept'")
        migrate.downgrade(fresh_database, BEFORE)
        with connect(fresh_database) as owner:
            assert gifts(owner) == before
    migrate.upgrade(fresh_database, KEY)
