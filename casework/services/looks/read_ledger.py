"""The ledger as the privacy officer reads it: by person, by member, by purpose, by case, within some days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from casework.base.values import Value, replace
from casework.models import Case, LedgerEntry
from casework.store import ledger_chain
from casework.store.session import ViewerSession

PAGE, WHOLE = 50, 10_000


class Wanted(Value):
    """Which entries: about whom, by whom, what for, in which case, from when to when. `jobs`: True for them alone,
    False for people alone, None for both."""

    person: UUID | None = None
    member: UUID | None = None
    jobs: bool | None = None
    purpose: str = ""
    case: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, int] | None = None


class EntryView(Value):
    """One entry: ids, names of fields, counts. Never a value."""

    id: int
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    purpose: str
    act: str
    about: str
    case_id: UUID | None
    case_number: str
    subjects: tuple[UUID, ...]
    fields: tuple[str, ...]
    workflow: str = ""


def read_ledger(
    session: ViewerSession, wanted: Wanted, *, size: int = PAGE, act: str = "ledger.read"
) -> tuple[list[EntryView], str | None]:
    """A page of entries, newest first, and where the next begins. That the ledger was read is an act itself."""
    chosen = (
        select(LedgerEntry).where(*_criteria(wanted)).order_by(LedgerEntry.at.desc(), LedgerEntry.id.desc())
    )
    rows = session.scalars(chosen.limit(size + 1)).all()
    shown = rows[:size]
    ledger_chain.record(
        session,
        act,
        case=wanted.case,
        subjects=[one for one in (wanted.person, wanted.member) if one],
        detail={"entries": len(shown)},
    )
    last = f"{shown[-1].at.isoformat()}.{shown[-1].id}" if len(rows) > size else None
    return _views(session, shown), last


def entries_by_id(session: ViewerSession, ids: Iterable[int]) -> list[EntryView]:
    """These entries, oldest first: those behind a signal."""
    chosen = select(LedgerEntry).where(LedgerEntry.id.in_(list(ids)), *_criteria(Wanted()))
    return _views(
        session, session.scalars(chosen.order_by(LedgerEntry.at, LedgerEntry.id).limit(WHOLE)).all()
    )


def place_of(cursor: str) -> tuple[datetime, int] | None:
    """Where a page begins; None for what is no cursor of ours."""
    at, _dot, last = cursor.rpartition(".")
    try:
        instant = datetime.fromisoformat(at)
        return (instant, int(last)) if instant.tzinfo and len(last) < 16 else None
    except ValueError:
        return None


def everything(wanted: Wanted) -> Wanted:
    """The same from its first page on."""
    return replace(wanted, before=None)


def _criteria(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What was asked for. Entries about cases that this viewer does not see are left out by the row rules."""
    found: list[ColumnElement[bool]] = list(_by_whom(wanted))
    if wanted.person is not None:
        found.append(LedgerEntry.subjects.contains([wanted.person]))
    if wanted.purpose:
        found.append(LedgerEntry.purpose == wanted.purpose)
    if wanted.case is not None:
        found.append(or_(LedgerEntry.case_id == wanted.case, LedgerEntry.subjects.contains([wanted.case])))
    if wanted.since is not None:
        found.append(LedgerEntry.at >= wanted.since)
    if wanted.until is not None:
        found.append(LedgerEntry.at < wanted.until)
    if wanted.before is not None:
        at, last = wanted.before
        found.append(or_(LedgerEntry.at < at, and_(LedgerEntry.at == at, LedgerEntry.id < last)))
    return found


def _by_whom(wanted: Wanted) -> list[ColumnElement[bool]]:
    if wanted.member is not None:
        return [LedgerEntry.actor_id == wanted.member]
    if wanted.jobs is None:
        return []
    by_job = LedgerEntry.actor_kind == "system"
    return [by_job if wanted.jobs else ~by_job]


def _views(session: ViewerSession, rows: Sequence[LedgerEntry]) -> list[EntryView]:
    cases = sorted({row.case_id for row in rows if row.case_id is not None})
    named = (
        session.execute(select(Case.id, Case.number, Case.workflow).where(Case.id.in_(cases)))
        if cases
        else ()
    )
    known = {row.id: (row.number, row.workflow) for row in named}
    return [_view(row, *known.get(row.case_id, ("", ""))) for row in rows]


def _view(row: LedgerEntry, number: str, workflow: str) -> EntryView:
    what = (row.id, row.at, row.actor_kind, row.actor_id, row.purpose, row.act, row.about, row.case_id)
    return EntryView(*what, number, tuple(row.subjects), tuple(row.fields), workflow)
