"""Receipts from before count as handed out; after a step down every print is the same again; and back."""

import psycopg
import pytest

from casework.settings import Database
from casework.store import migrate
from tests.migrations.test_books import KEY, connect
from tests.migrations.test_thanks import lay_out

BEFORE = "0062_case_links"
BARE = """insert into receipt (tenant_id, id, gift_id, series, year, serial, number, language, issued_at, status,
    store_name, sha256, size, kind, amount, currency)"""


def test_receipts_from_before_count_as_handed_out(
    fresh_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tests.migrations.test_thanks.RECEIPT",
        BARE + " values (%s, %s, %s, 'R', 2026, 1, '2026-000001', 'en', now(), 'issued', 'x', '\\x00', 1,"
        " 'receipt', 1, 'USD')",
    )
    migrate.downgrade(fresh_database, BEFORE)
    with connect(fresh_database) as owner:
        for tenant in (1, 2):
            lay_out(owner, tenant)
    for _ in range(2):
        migrate.upgrade(fresh_database, KEY)
        with connect(fresh_database) as owner:
            told = owner.execute("select handed_at = issued_at, status from receipt").fetchall()
            assert told == [(True, "issued")] * 2
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
                owner.execute("update receipt set handed_at = null")
        migrate.downgrade(fresh_database, BEFORE)
        with connect(fresh_database) as owner:
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
                owner.execute("update receipt set number = 'x'")
            assert owner.execute("select count(*) from receipt").fetchone() == (2,)
    migrate.upgrade(fresh_database, KEY)
