"""Who has looked at the applicant's case, from the ledger: titles and purposes, no names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from casework.store.session import ViewerSession

_MOST = 200
_LOOKED = func.own_ledger(_MOST).table_valued("at", "actor_kind", "titles", "purpose", "act", "fields")


@dataclass(frozen=True, slots=True)
class Look:
    """One entry: somebody of the office, or a job, read or did something."""

    at: datetime
    actor_kind: str
    titles: tuple[str, ...]
    purpose: str
    act: str
    fields: tuple[str, ...]


def who_looked(session: ViewerSession) -> tuple[Look, ...]:
    """Everybody but the applicant, the latest first."""
    session.flush()
    rows = session.execute(select(*_LOOKED.c))
    return tuple(
        Look(row.at, row.actor_kind, tuple(row.titles), row.purpose, row.act, tuple(row.fields))
        for row in rows
    )
