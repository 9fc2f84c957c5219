"""What the owner finds in the tables before and after an attack, and how it is put back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

Row = dict[str, Any]
_BESIDE = (("queue", "procrastinate_jobs"),)
_OWN_BOOKS = ("ledger_head",)
"""Counters that every entry moves: the ledger's own tests watch them."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row that was added, changed or taken away."""

    table: str
    before: Row | None
    after: Row | None

    @property
    def row(self) -> Row:
        return self.before or self.after or {}

    @property
    def columns(self) -> set[str]:
        """Which columns have another value."""
        before, after = self.before or {}, self.after or {}
        return {name for name in before | after if before.get(name) != after.get(name)}


class Eye:
    """Looks past every wall, and puts back what an attack changed."""

    def __init__(self, address: str) -> None:
        self.conn = psycopg.connect(address, autocommit=True)
        self.conn.execute("set session_replication_role = replica")
        self.tables = self._tables()
        # One question for all: an attack is judged in some milliseconds.
        self._all = sql.SQL(" union all ").join(
            sql.SQL("select {}, to_jsonb(t) from {} t").format(
                sql.Literal(name), sql.Identifier(schema, name)
            )
            for name, schema in self.tables.items()
        )
        self.ground = self.look()

    def _tables(self) -> dict[str, str]:
        rows = self.conn.execute(
            "select c.relname, n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'"
            " where c.relkind = 'r' and n.nspname in ('public', 'identity')"
        ).fetchall()
        beside = {name: schema for schema, name in _BESIDE}
        return {name: schema for name, schema in sorted(rows) if name not in _OWN_BOOKS} | beside

    def look(self) -> dict[str, list[Row]]:
        """Every row of every table."""
        found: dict[str, list[Row]] = {name: [] for name in self.tables}
        for name, row in self.conn.execute(self._all):
            found[name].append(row)
        return found

    def changes(self) -> list[Change]:
        """What is not as it was laid out."""
        now = self.look()
        return [change for name in self.tables for change in _differences(name, self.ground[name], now[name])]

    def put_back(self, changes: list[Change]) -> None:
        """Undo them."""
        for name in {change.table for change in changes}:
            table = sql.Identifier(self.tables[name], name)
            self.conn.execute(sql.SQL("delete from {}").format(table))
            refill = sql.SQL(
                "insert into {} overriding system value select * from jsonb_populate_recordset(null::{}, %s)"
            )
            self.conn.execute(refill.format(table, table), [Jsonb(self.ground[name])])

    def close(self) -> None:
        self.conn.close()


def _differences(table: str, before: list[Row], after: list[Row]) -> Iterator[Change]:
    was, now = ({_key(row): row for row in rows} for rows in (before, after))
    for key in was.keys() | now.keys():
        if was.get(key) != now.get(key):
            yield Change(table, was.get(key), now.get(key))


def _key(row: Row) -> tuple[Any, ...]:
    names = ("tenant_id", "id", "seq", "version", "series", "year", "code_hash", "token_hash", "bucket")
    return tuple(str(row.get(name)) for name in names if not ("id" in row and name == "version"))
