"""Say of gifts that their donors were thanked otherwise, need no thanks, or are to be thanked after all."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.domain.thanking import Way
from casework.models import Thanks
from casework.services.thanks.promise import BY_HAND, DUE, NONE, THANKED
from casework.store import ledger_chain
from casework.store.columns import one_of
from casework.store.session import ViewerSession


def mark_thanked(session: ViewerSession, chosen: Sequence[UUID], how: str) -> int:
    """The donors of these gifts were thanked by phone, in person or by a letter of one's own; for how many it counts.

    InvalidInput under `how`. Those that are not due any more are left as they are.
    """
    if how not in (Way.PHONE, Way.PERSON, Way.LETTER):
        raise InvalidInput({"how": phrase("Choose how the donor was thanked")})
    rows = _rows(session, chosen, (DUE,))
    for row in rows:
        row.status, row.how, row.reason = THANKED, how, None
        row.thanked_at, row.thanked_by = now(), session.viewer.actor
    return _noted(session, rows, "thanks.given", how)


def need_no_thanks(session: ViewerSession, chosen: Sequence[UUID]) -> int:
    """These gifts need no thanks; how many were due."""
    rows = _rows(session, chosen, (DUE,))
    for row in rows:
        row.status, row.reason = NONE, BY_HAND
    return _noted(session, rows, "thanks.left", BY_HAND)


def thank_after_all(session: ViewerSession, chosen: Sequence[UUID]) -> int:
    """These are due again: their donors are thanked, or thanked once more."""
    rows = _rows(session, chosen, (NONE, THANKED))
    for row in rows:
        row.status, row.how, row.reason = DUE, None, None
        row.thanked_at, row.thanked_by, row.run_id = None, None, None
        row.letter_id, row.paper_id = None, None
    return _noted(session, rows, "thanks.reopened", DUE)


def _rows(session: ViewerSession, chosen: Sequence[UUID], wanted: tuple[str, ...]) -> Sequence[Thanks]:
    if not chosen:
        raise InvalidInput({"chosen": phrase("Tick at least one gift")})
    found = select(Thanks).where(one_of(Thanks.id, chosen), Thanks.status.in_(wanted)).order_by(Thanks.id)
    return session.scalars(found.with_for_update().execution_options(populate_existing=True)).all()


def _noted(session: ViewerSession, rows: Sequence[Thanks], act: str, what: str) -> int:
    session.flush()
    if rows:
        subjects = [row.gift_id for row in rows] + [row.donor_id for row in rows]
        ledger_chain.record(session, act, subjects=subjects, detail={"what": what, "gifts": len(rows)})
    return len(rows)
