"""The ledger: every act and every disclosure of personal data, chained per tenant by the database itself.

Entries are queued on the session and written just before the commit, in the same transaction: the chain's head is
the last row locked, so acts of one tenant wait for each other only for the length of a commit. Actor and purpose
come from the signed viewer, never from the statement.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, text
from sqlalchemy.engine import Connection

if TYPE_CHECKING:
    from casework.store.session import ViewerSession

START = bytes(32)


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened to whom: ids and field names, never values."""

    act: str
    case: UUID | None
    subjects: tuple[UUID, ...]
    fields: tuple[str, ...]
    detail: str


_APPEND = text("select ledger_append(:act, :case, :subjects, :fields, :detail)").bindparams(
    bindparam("case", type_=Uuid),
    bindparam("subjects", type_=ARRAY(Uuid)),
    bindparam("fields", type_=ARRAY(Text)),
)


def record(
    session: ViewerSession,
    act: str,
    *,
    case: UUID | None = None,
    subjects: Iterable[UUID] = (),
    fields: Iterable[str] = (),
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Queue an entry for the end of this transaction. `subjects` are persons or records; `detail` holds no values
    about people: codes, counts, ids. `session.info["because"]` is told with every entry: the number of the
    declaration that the session reads under."""
    whole = {**session.info.get("because", {}), **(detail or {})}
    told = json.dumps(whole, sort_keys=True, separators=(",", ":"), default=str) if whole else ""
    session.pending.append(Entry(act, case, tuple(subjects), tuple(sorted(set(fields))), told))


def write(session: ViewerSession) -> None:
    """Append the queued entries to the tenant's chain."""
    for entry in session.pending:
        session.connection().execute(
            _APPEND,
            {
                "act": entry.act,
                "case": entry.case,
                "subjects": list(entry.subjects),
                "fields": list(entry.fields),
                "detail": entry.detail,
            },
        )
    session.pending.clear()


def digest(previous: bytes, body: str) -> bytes:
    """The hash of an entry: SHA-256 over the hash before it and the entry's text, as the database computes it."""
    return hashlib.sha256(previous + body.encode()).digest()


_BODY = text(
    "select seq, ledger_body(e) as body, hash from ledger_entry e where tenant_id = :tenant order by seq"
)
_HEAD = text("select seq, hash from ledger_head where tenant_id = :tenant")


def verify(connection: Connection, tenant: int) -> int | None:
    """Walk a tenant's chain from its start. The number of the first entry that does not hold, or None."""
    previous, last = START, 0
    with connection.execution_options(yield_per=1000).execute(_BODY, {"tenant": tenant}) as rows:
        for row in rows:
            if row.seq != last + 1 or digest(previous, row.body) != row.hash:
                return last + 1
            previous, last = row.hash, row.seq
    head = connection.execute(_HEAD, {"tenant": tenant}).one_or_none()
    if (head.seq, head.hash) != (last, previous) if head else last:
        return last + 1
    return None
