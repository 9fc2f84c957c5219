"""Titles of before electronic lenders are on paper; what the earlier tables cannot hold goes, and the rest stays."""

import uuid

import psycopg

from casework.settings import Database
from casework.store import migrate

KEY = bytes(range(32))
BEFORE = "0034_thanks"
FLAG = """insert into fraud_flag (tenant_id, id, kind, subject_id, evidence, vehicles, people, involved, found_at)
    values (1, %s, %s, %s, '[]', '{}', '{}', '{}', now())"""


def connect(database: Database) -> psycopg.Connection:
    return psycopg.connect(database.owner.replace("+psycopg", ""), autocommit=True)


def test_titles_of_before_are_on_paper_and_only_new_kinds_of_rows_are_lost(fresh_database: Database) -> None:
    vehicle, title = uuid.uuid4(), uuid.uuid4()
    with connect(fresh_database) as owner:
        owner.execute(
            "insert into vehicle (tenant_id, id, vin, vin_key, make, model, year, fuel, version)"
            " values (1, %s, 'V', 'V', 'Honda', 'Accord', 2020, 'gasoline', 1)",
            [vehicle],
        )
        owner.execute(
            "insert into vehicle_title (tenant_id, id, vehicle_id, number, issued_at, form)"
            " values (1, %s, %s, 'T-1', now(), 'electronic')",
            [title, vehicle],
        )
        for kind in ("low_price", "same_vin"):
            owner.execute(FLAG, [uuid.uuid4(), kind, vehicle])
    migrate.downgrade(fresh_database, BEFORE)
    with connect(fresh_database) as owner:
        assert owner.execute("select kind from fraud_flag").fetchall() == [("same_vin",)]
        assert owner.execute("select number from vehicle_title").fetchall() == [("T-1",)]
    migrate.upgrade(fresh_database, KEY)
    with connect(fresh_database) as owner:
        assert owner.execute("select form from vehicle_title").fetchall() == [("paper",)]
        owner.execute(FLAG, [uuid.uuid4(), "low_price", vehicle])
