"""Open cases are counted once for the day that everybody is told, and what was told stays until then; and back."""

import uuid

import psycopg

from casework.settings import Database
from casework.store import migrate
from tests.migrations.test_books import KEY, connect

BEFORE = "0057_settled_payments"
CASE = """insert into "case" (tenant_id, id, number, workflow, pack_id, state, purpose, headline, channel, language,
    sealed, opened_at, state_since, due_at, closed_at, version) values (%s, %s, %s, 'constituent_request', %s, 'new',
    'request_handling', 'A hole', 'web', 'en', false, now(), now(), now() + interval '2 days', %s, 1)"""
FACE = """insert into public_request (tenant_id, id, case_id, number, workflow, category, state, opened_at, changed_at,
    published, answers, reports) values (%s, %s, %s, %s, 'constituent_request', 'pothole', 'new', now(), now(), true,
    '{}', 1)"""
PACK = "insert into pack_version (tenant_id, id, name, version, digest, document, installed_at)"
PACK += " values (%s, %s, 'constituent_request', 1, 'x', '{}', now())"
TOLD = (
    'select r.due_at = c.due_at from public_request r join "case" c using (tenant_id) where c.id = r.case_id'
)


def lay_out(owner: psycopg.Connection, tenant: int) -> None:
    pack = uuid.uuid4()
    owner.execute(PACK, [tenant, pack])
    for number, closed in (("R-1", None), ("R-2", "2026-01-01T00:00:00Z")):
        case = uuid.uuid4()
        owner.execute(CASE, [tenant, case, number, pack, closed])
        owner.execute(FACE, [tenant, uuid.uuid4(), case, number])


def test_the_day_that_everybody_is_told_is_the_one_of_the_whole(fresh_database: Database) -> None:
    migrate.downgrade(fresh_database, BEFORE)
    with connect(fresh_database) as owner:
        for tenant in (1, 2):
            lay_out(owner, tenant)
    for _ in range(2):
        migrate.upgrade(fresh_database, KEY)
        with connect(fresh_database) as owner:
            assert owner.execute(TOLD).fetchall() == [(True,)] * 4, "nothing changes before it is counted"
            asked = 'select tenant_id, number from "case" where look_at <= now() order by 1'
            assert owner.execute(asked).fetchall() == [(1, "R-1"), (2, "R-1")]
            owner.execute(
                "update \"case\" set planned_at = now() + interval '10 days' where number = %s", ["R-1"]
            )
            seen = owner.execute(f"{TOLD} order by r.number, r.tenant_id").fetchall()
            assert seen == [(False,)] * 2 + [(True,)] * 2
        migrate.downgrade(fresh_database, BEFORE)
        with connect(fresh_database) as owner:
            assert owner.execute(TOLD).fetchall() == [(True,)] * 4
            owner.execute("update \"case\" set due_at = due_at + interval '1 day' where number = %s", ["R-1"])
            assert owner.execute(TOLD).fetchall() == [(True,)] * 4, "as before"
    migrate.upgrade(fresh_database, KEY)
