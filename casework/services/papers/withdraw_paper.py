"""Withdraw a paper that should not have been issued: from then on the public check no longer confirms it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.phrases import phrase
from casework.models import IssuedPaper
from casework.store import ledger_chain
from casework.store.session import ViewerSession

SHORTEST, LONGEST = 10, 500


def withdraw_paper(session: ViewerSession, case_id: UUID, paper_id: UUID, reason: str) -> None:
    """End it, for a reason that stays on record. Refused NOT_CURRENT; InvalidInput under `reason`."""
    row = session.scalar(
        select(IssuedPaper)
        .where(IssuedPaper.id == paper_id, IssuedPaper.case_id == case_id)
        .with_for_update()
    )
    if row is None:
        raise NotFound
    if row.ended_at is not None:
        raise Refused("NOT_CURRENT", phrase("This paper no longer holds already. Reload the page"))
    said = reason.strip()
    if not SHORTEST <= len(said) <= LONGEST:
        raise InvalidInput({"reason": phrase("Say why, in 10 to 500 characters")})
    row.ended_at, row.ended_why, row.ended_by = now(), "withdrawn", session.viewer.actor
    row.reason = said
    ledger_chain.record(session, "paper.withdrawn", case=case_id, subjects=[row.id])
