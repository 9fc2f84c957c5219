"""The ledger as it is stored, streamed for whoever checks it: every tenant as of one moment."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import psycopg
from psycopg import IsolationLevel, sql
from psycopg.pq import ExecStatus

from casework.ledger_verifier import Groups, Ledger, Seal, leaves_of

CANONICAL = "-c timezone=UTC -c datestyle=ISO"
"""How a connection must be set for COPY to write the bodies that are hashed."""
_STREAMING = (
    f"{CANONICAL} -c enable_sort=off"  # in the order of the index, whatever the planner knows of a new table
)
_BODIES = """copy (select tenant_id, seq, id, at, actor_kind, actor_id, purpose, act, about, case_id, subjects, fields,
    detail from public.ledger_entry where tenant_id = {} and seq is not null order by seq) to stdout"""
_SEALS = """select number, upto, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), leaves, head,
    signature, key from guard.ledger_seal where tenant_id = %s order by number"""


@contextmanager
def reading(owner: str) -> Iterator[LedgerReader]:
    """Two connections that see the same moment: one streams entries, the other their seals."""
    url = owner.replace("+psycopg", "")
    with (
        psycopg.connect(url, options=_STREAMING) as entries,
        psycopg.connect(url, options=CANONICAL) as seals,
    ):
        for connection in (entries, seals):
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            connection.read_only = True
        row = entries.execute("select pg_export_snapshot()").fetchone()
        seals.execute(sql.SQL("set transaction snapshot {}").format(sql.Literal(row and row[0])))
        yield LedgerReader(entries, seals)


class LedgerReader:
    """Reads whole ledgers as the owner, one after the other."""

    def __init__(self, entries: psycopg.Connection[Any], seals: psycopg.Connection[Any]) -> None:
        self._entries, self._seals = entries, seals

    def tenants(self, slug: str | None = None) -> list[tuple[int, str]]:
        """Id and slug of every tenant, or of the one called so."""
        query = "select id, slug from identity.tenant where %(slug)s::text is null or slug = %(slug)s order by slug"
        return self._seals.execute(query, {"slug": slug}).fetchall()

    def ledger(self, tenant: int, office: str) -> Ledger:
        """One tenant's ledger; its groups are read while somebody walks along them."""
        query = "select count(*) from public.ledger_entry where tenant_id = %s and seq is null"
        row = self._seals.execute(query, [tenant]).fetchone()
        return Ledger(tenant, office, row[0] if row else 0, self._groups(tenant))

    def _groups(self, tenant: int) -> Groups:
        with self._seals.cursor(name="seals", binary=True) as seals:
            seals.itersize = 50
            seals.execute(_SEALS, [tenant])
            bodies = copied(self._entries, sql.SQL(_BODIES).format(tenant))
            try:
                yield from _grouped((Seal(*seal) for seal in seals), bodies)
            finally:
                deque(bodies, maxlen=0)  # the connection is free again, wherever the reader stopped


def copied(connection: psycopg.Connection[Any], order: sql.Composable) -> Iterator[bytes]:
    """The lines of a COPY, without their ends. Straight from libpq: at a million lines psycopg's own way counts."""
    libpq = connection.pgconn
    begun = libpq.exec_(order.as_bytes(connection))
    if begun.status != ExecStatus.COPY_OUT:
        raise psycopg.OperationalError(begun.error_message.decode())
    get = libpq.get_copy_data
    size, line = get(0)
    while size > 0:
        yield bytes(line)[:-1]
        size, line = get(0)
    ended = [result.error_message.decode() for result in iter(libpq.get_result, None)]
    if any(ended):
        raise psycopg.OperationalError("".join(ended))


def _grouped(seals: Iterator[Seal], bodies: Iterator[bytes]) -> Groups:
    held: list[bytes] = []
    leaves: list[bytes] = []
    sha = hashlib.sha256
    for seal in seals:
        # Hashed while the next ones are on their way.
        for body in islice(bodies, max(len(seal.leaves) // 32 - len(held), 0)):
            held.append(body)
            leaves.append(sha(b"\0" + body).digest())
        while held and _number(held[-1]) <= seal.upto and (more := next(bodies, None)):
            held.append(more)
            leaves += leaves_of([more])
        cut = len(held)
        while cut and _number(held[cut - 1]) > seal.upto:
            cut -= 1
        yield seal, held[:cut], leaves[:cut]
        held, leaves = held[cut:], leaves[cut:]
    yield None, [*held, *islice(bodies, 1)], ()


def _number(body: bytes) -> int:
    return int(body.split(b"\t", 2)[1])
