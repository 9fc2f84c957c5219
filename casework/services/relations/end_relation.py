"""End a relation: never by the member whose it is."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import NotFound, Refused
from casework.base.phrases import phrase
from casework.models import DeclaredRelation
from casework.policy.rulebook import require
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def end_relation(session: ViewerSession, relation_id: UUID) -> None:
    """It no longer holds. Raises NotAllowed, NotFound, Refused OWN: the database would not let it either."""
    require("relation.review", session.viewer)
    row = session.scalar(
        select(DeclaredRelation).where(
            DeclaredRelation.id == relation_id, DeclaredRelation.ended_at.is_(None)
        )
    )
    if row is None:
        raise NotFound
    if row.member_id == session.viewer.actor:
        raise Refused("OWN", phrase("This is your own relation, so somebody else ends it."))
    row.ended_at, row.ended_by = now(), session.viewer.actor
    session.flush()
    ledger_chain.record(session, "relation.ended", subjects=[row.member_id], detail={"relation": row.id})
