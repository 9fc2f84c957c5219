"""The sealer: numbers what was entered, seals it with a Merkle root, signs the head and anchors it.

Two sealers may run at once: the database lets one at a time into a tenant's ledger. A seal that was not anchored when
a sealer was killed is anchored by the next pass.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import sql

from casework.base.clock import now
from casework.base.errors import WallError
from casework.ledger_verifier import HEAD, START, TIME, key_id, leaves_of, merkle_root, seal_head
from casework.store.anchors import AnchorFile
from casework.store.ledger_key import publish, signing_key
from casework.store.ledger_read import CANONICAL, copied

MOST = 10_000
ANCHOR_EVERY = 60.0


class Head(NamedTuple):
    """The last seal of a tenant."""

    tenant: int
    number: int
    upto: int
    at: datetime
    head: bytes
    signature: bytes
    key: str


class BehindAnchors(WallError):
    """The database is not the one that was anchored; nothing is sealed until an operator says why."""


@dataclass
class Sealer:
    """Seals on one connection of the worker's login, in autocommit and set as `CANONICAL` says."""

    connection: psycopg.Connection[Any]
    key: Ed25519PrivateKey
    anchors: AnchorFile
    most: int = MOST
    _anchored_at: dict[int, float] = field(default_factory=dict)

    def behind(self) -> list[BehindAnchors]:
        """Which ledgers are not those that were anchored."""
        self.anchors.refresh()
        heads = self._heads()
        found = (self._behind(tenant, heads.get(tenant)) for tenant in self.anchors.tenants)
        return [fault for fault in found if fault]

    def run(self, *, anchor_all: bool = False) -> tuple[int, list[BehindAnchors]]:
        """One pass over all tenants. How many entries were sealed, and which ledgers can't be sealed."""
        self.anchors.refresh()
        heads = self._heads()
        sealed, refused = 0, []
        for (tenant,) in self.connection.execute("select public.ledger_waiting()").fetchall():
            if behind := self._behind(tenant, heads.get(tenant)):
                refused.append(behind)
                continue
            while count := self.seal(tenant):
                sealed += count
                if count < self.most:
                    break
        self._anchor(anchor_all=anchor_all)
        return sealed, refused

    def seal(self, tenant: int) -> int:
        """Seal what waits in one tenant's ledger, up to `most` entries. Returns how many."""
        with self.connection.transaction():
            bodies = self._take(tenant)
            if bodies:
                self._close(tenant, bodies, self._heads().get(tenant))
        return len(bodies)

    def _take(self, tenant: int) -> list[bytes]:
        order = sql.SQL("copy (select * from public.ledger_take({}, {}) order by seq) to stdout")
        return list(copied(self.connection, order.format(tenant, self.most)))

    def _close(self, tenant: int, bodies: list[bytes], last: Head | None) -> None:
        leaves, at = leaves_of(bodies), now()
        number, upto = (last.number, last.upto) if last else (0, 0)
        numbers = (tenant, number + 1, len(bodies), upto + len(bodies))
        head = seal_head(last.head if last else START, merkle_root(leaves), numbers, at.strftime(TIME))
        ids = [int(body.split(b"\t", 3)[2]) for body in bodies]
        signature = self.key.sign(HEAD + head)
        told = (tenant, ids, number + 1, at, b"".join(leaves), head, signature, key_id(self.key.public_key()))
        self.connection.execute("select public.ledger_close(%s, %s, %s, %s, %s, %s, %s, %s)", told)

    def _heads(self) -> dict[int, Head]:
        rows = self.connection.execute("select * from public.ledger_heads()").fetchall()
        return {row[0]: Head(*row) for row in rows}

    def _behind(self, tenant: int, head: Head | None) -> BehindAnchors | None:
        last = self.anchors.last(tenant)
        number = head.number if head else 0
        forked = head and last and last["seal"] == number and last["head"] != head.head.hex()
        if last is None or (last["seal"] <= number and not forked):
            return None
        return BehindAnchors(
            f"The ledger of tenant {tenant} ends at seal {number}, but seal {last['seal']} is anchored."
            " If a backup was restored, say so: casework ledger restored"
        )

    def _anchor(self, *, anchor_all: bool) -> None:
        lines = []
        for head in self._heads().values():
            last, moment = self.anchors.last(head.tenant), time.monotonic()
            due = moment - self._anchored_at.get(head.tenant, -ANCHOR_EVERY) >= ANCHOR_EVERY
            if (last is None or last["seal"] < head.number) and (due or anchor_all):
                lines.append(anchor_line(head))
                self._anchored_at[head.tenant] = moment
        if lines:
            self.anchors.add(lines)


def anchor_line(head: Head) -> dict[str, Any]:
    """A head as it is written down."""
    return {
        "tenant": head.tenant,
        "seal": head.number,
        "entries": head.upto,
        "head": head.head.hex(),
        "at": head.at.strftime(TIME),
        "signature": head.signature.hex(),
        "key": head.key,
    }


@contextmanager
def sealer(worker: str, keys: Path, anchors: Path) -> Iterator[Sealer]:
    """A sealer on a connection of its own. Raises KeyMissing when there is no key to sign with."""
    key = signing_key(keys)
    publish(anchors, key)
    url, options = worker.replace("+psycopg", ""), f"{CANONICAL} -c statement_timeout=60s"
    with psycopg.connect(url, autocommit=True, options=options, application_name="casework-sealer") as opened:
        yield Sealer(opened, key, AnchorFile(anchors))
