"""The privacy officers' side: what was opened, what was read, and what they find."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import BreakGlass, LedgerEntry
from casework.policy.why import EMERGENCY
from casework.services.emergency.glass import MOST, Glass, glass_of, numbers_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

OUTCOMES = ("justified", "not_justified")
SHORTEST, LONGEST = 10, 2000
_AFTER = timedelta(minutes=2)
"""What was read at the last moment may stand in the ledger a moment later."""


class Read(Value):
    """What was read under an access: when, which act, how many fields."""

    at: datetime
    act: str
    fields: tuple[str, ...]


def all_accesses(session: ViewerSession) -> list[Glass]:
    """Every access at this office: those that wait for a review first, then the newest."""
    order = (BreakGlass.outcome.is_not(None), BreakGlass.opened_at.desc(), BreakGlass.id)
    rows = session.scalars(select(BreakGlass).order_by(*order).limit(MOST)).all()
    numbers = numbers_of(session, rows)
    return [glass_of(row, numbers.get(row.case_id) if row.case_id else None) for row in rows]


def one_access(session: ViewerSession, access_id: UUID) -> tuple[Glass, list[Read]]:
    """One access with its reason, and what was read under it; NotFound when it is not there."""
    row = _row(session, access_id)
    entries = session.scalars(
        select(LedgerEntry)
        .where(
            LedgerEntry.actor_id == row.opened_by,
            LedgerEntry.purpose == EMERGENCY,
            LedgerEntry.at >= row.opened_at - _AFTER,
            LedgerEntry.at <= row.until + _AFTER,
        )
        .order_by(LedgerEntry.at)
        .limit(MOST)
    )
    reads = [Read(one.at, one.act, tuple(one.fields)) for one in entries if str(row.id) in one.detail]
    numbers = numbers_of(session, [row])
    return glass_of(row, numbers.get(row.case_id) if row.case_id else None, told=True), reads


def review(session: ViewerSession, access_id: UUID, *, outcome: str, words: str) -> None:
    """Close the review, once, and never by who broke the glass.

    Raises InvalidInput, Refused OWN_ACCESS, STILL_OPEN and REVIEWED.
    """
    row = _row(session, access_id, lock=True)
    if row.opened_by == session.viewer.actor:
        raise Refused("OWN_ACCESS", phrase("This access was yours. Another privacy officer reviews it."))
    if row.outcome is not None:
        raise Refused("REVIEWED", phrase("This access is already reviewed."))
    if glass_of(row).active:
        raise Refused("STILL_OPEN", phrase("This access is still open. Review it when it has ended."))
    errors = {}
    if outcome not in OUTCOMES:
        errors["outcome"] = phrase("Choose what you found")
    if not SHORTEST <= len(words.strip()) <= LONGEST:
        errors["words"] = phrase("Say in a sentence what you checked and found")
    if errors:
        raise InvalidInput(errors)
    row.outcome, row.words = outcome, words.strip()
    row.reviewed_by, row.reviewed_at = session.viewer.actor, now()
    session.flush()
    detail = {"break_glass": row.id, "outcome": outcome}
    ledger_chain.record(session, "break_glass.reviewed", case=row.case_id, detail=detail)


def _row(session: ViewerSession, access_id: UUID, *, lock: bool = False) -> BreakGlass:
    chosen = select(BreakGlass).where(BreakGlass.id == access_id)
    row = session.scalar(chosen.with_for_update() if lock else chosen)
    if row is None:
        raise NotFound
    return row
