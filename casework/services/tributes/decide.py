"""Say of notices that they go out, do not go out and why, or go out after all."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.domain.thanking import WANTED
from casework.models import Gift, Tribute
from casework.services.tributes.states import BY_HAND, PENDING, STANDING, SUPPRESSED, put_back, suppress
from casework.store import ledger_chain
from casework.store.columns import one_of
from casework.store.queue import defer
from casework.store.session import ViewerSession

TASK = "tell_tribute"
LONGEST_NOTE = 300


def ask_to_tell(session: ViewerSession, chosen: Sequence[UUID], wanted: str) -> int:
    """A job writes to those who wait among these; to how many. `auto`: by mail where that can be, else by letter.

    InvalidInput under `wanted`, or under `chosen` where none of them waits.
    """
    if wanted not in WANTED:
        raise InvalidInput({"wanted": phrase("Choose how they are told")})
    rows = [row for row in _rows(session, chosen, PENDING) if row.wanted is None]
    if not rows:
        raise InvalidInput({"chosen": phrase("Tick at least one that waits")})
    for row in rows:
        row.wanted, row.asked_at, row.asked_by, row.reason = wanted, now(), session.viewer.actor, None
    _noted(session, rows, "tribute.asked", wanted)
    for row in rows:
        defer(session, TASK, lock=f"tribute:{row.id}", tribute=row.id)
    return len(rows)


def leave_untold(session: ViewerSession, chosen: Sequence[UUID], why: str) -> int:
    """Nobody is told of these; how many it ends. InvalidInput under `why`, where nobody says why."""
    why = " ".join(why.split())
    if not why or len(why) > LONGEST_NOTE:
        raise InvalidInput({"why": phrase("Say why they are not told, in 300 characters at most")})
    rows = _rows(session, chosen, PENDING)
    for row in rows:
        suppress(session, row, BY_HAND, why)
    return _noted(session, rows, "tribute.suppressed", BY_HAND)


def tell_after_all(session: ViewerSession, chosen: Sequence[UUID]) -> int:
    """These wait again, but for those whose gift is gone; how many do."""
    rows = _rows(session, chosen, SUPPRESSED)
    gifts = select(Gift.id).where(one_of(Gift.id, [row.gift_id for row in rows]), Gift.status.in_(STANDING))
    standing = set(session.scalars(gifts))
    rows = [row for row in rows if row.gift_id in standing]
    for row in rows:
        put_back(row, None)
        row.note = None
    return _noted(session, rows, "tribute.reopened", PENDING)


def _rows(session: ViewerSession, chosen: Sequence[UUID], status: str) -> Sequence[Tribute]:
    if not chosen:
        raise InvalidInput({"chosen": phrase("Tick at least one notice")})
    found = select(Tribute).where(one_of(Tribute.id, chosen), Tribute.status == status).order_by(Tribute.id)
    return session.scalars(found.with_for_update().execution_options(populate_existing=True)).all()


def _noted(session: ViewerSession, rows: Sequence[Tribute], act: str, what: str) -> int:
    session.flush()
    if rows:
        people = [row.tell_id for row in rows if row.tell_id is not None]
        subjects = [*(row.gift_id for row in rows), *people]
        ledger_chain.record(session, act, subjects=subjects, detail={"what": what, "notices": len(rows)})
    return len(rows)
