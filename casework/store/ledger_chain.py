"""The ledger: every act and every disclosure of personal data, entered in the transaction that does it.

Entries are queued on the session and written in one statement just before the commit. Nobody waits for anybody: the
sealer numbers and seals them seconds later. Who, for what purpose and when come from the signed viewer and from the
database, never from the statement.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import DateTime, bindparam, func, select
from sqlalchemy.dialects.postgresql import JSONB

from casework.base import clock
from casework.base.values import Value

if TYPE_CHECKING:
    from casework.store.session import ViewerSession


_TOLD = bindparam("told", type_=JSONB)
_APPEND = select(func.ledger_append(_TOLD))
_APPEND_THEN = select(func.ledger_append_then(_TOLD, bindparam("then", type_=DateTime(timezone=True))))


class Entry(Value):
    """What happened to whom: ids and field names, never values. `about`: the table that was disclosed."""

    act: str
    about: str
    case: UUID | None
    subjects: tuple[UUID, ...]
    fields: tuple[str, ...]
    detail: str

    def told(self) -> dict[str, Any]:
        """As `ledger_append` takes it."""
        return {
            "act": self.act,
            "about": self.about,
            "case": str(self.case) if self.case else None,
            "subjects": [str(subject) for subject in self.subjects],
            "fields": list(self.fields),
            "detail": self.detail,
        }


def record(
    session: ViewerSession,
    act: str,
    *,
    case: UUID | None = None,
    subjects: Iterable[UUID] = (),
    fields: Iterable[str] = (),
    about: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Queue an entry for the end of this transaction. `subjects` are persons or records, `about` is the table that was
    disclosed (empty for acts); `detail` holds no values about people: codes, counts, ids. `session.info["because"]` is
    told with every entry: the number of the declaration that the session reads under."""
    whole = {**session.info.get("because", {}), **(detail or {})}
    told = json.dumps(whole, sort_keys=True, separators=(",", ":"), default=str) if whole else ""
    session.pending.append(Entry(act, about, case, tuple(subjects), tuple(sorted(set(fields))), told))


def write(session: ViewerSession) -> None:
    """Enter what is queued, in one statement. `session.info["history"]`: as of the clock, where samples are made."""
    if session.pending:
        told = [entry.told() for entry in session.pending]
        if session.info.get("history"):
            session.connection().execute(_APPEND_THEN, {"told": told, "then": clock.now()})
        else:
            session.connection().execute(_APPEND, {"told": told})
        session.pending.clear()
