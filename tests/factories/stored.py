"""All that an office has in the tables, to be compared: what a refused act must leave as it was."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from casework.settings import Database

LEDGER = "ledger_entry"
_TABLES = """
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where n.nspname = 'public' and c.relkind = 'r' and c.relname not like 'ledger%' order by 1
"""
_ONE = """
    select {name}, count(*), md5(string_agg(md5(t::text), '' order by md5(t::text))) from {table} t
    where tenant_id = {id}
"""


@dataclass(frozen=True)
class Stored:
    """An office's tables, seen past every wall."""

    owner: psycopg.Connection
    tenant: int
    tables: tuple[str, ...]

    @classmethod
    def of(cls, owner: psycopg.Connection, tenant: int) -> Stored:
        """The tables that this database has."""
        return cls(owner, tenant, tuple(name for (name,) in owner.execute(_TABLES)))

    def rows(self) -> dict[str, tuple[int, str]]:
        """How many rows each table has for the office, and a sum over all that is in them; but for the ledger."""
        parts = [
            sql.SQL(_ONE).format(
                name=sql.Literal(name), table=sql.Identifier(name), id=sql.Literal(self.tenant)
            )
            for name in self.tables
        ]
        found = self.owner.execute(sql.SQL(" union all ").join(parts)).fetchall()
        return {name: (count, told) for name, count, told in found}

    def acts(self, act: str) -> list[dict[str, Any]]:
        """What was told with each entry of this act, in the order of time."""
        chosen = "select detail from ledger_entry where tenant_id = %s and act = %s order by at, id"
        return [json.loads(detail) for (detail,) in self.owner.execute(chosen, [self.tenant, act])]

    def entered(self) -> dict[str, int]:
        """How often each act stands on the ledger; but for what was read."""
        chosen = "select act, count(*) from ledger_entry where tenant_id = %s and about = '' group by act"
        return dict(self.owner.execute(chosen, [self.tenant]).fetchall())


def connected(database: Database) -> psycopg.Connection:
    """As the owner of the tables."""
    return psycopg.connect(database.owner.replace("+psycopg", ""), autocommit=True)
