"""Close a flag: somebody who had no part in it has looked, and says what came of it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.phrases import phrase
from casework.models import Conflict, FraudFlag
from casework.models.fraud import OUTCOMES
from casework.store import ledger_chain
from casework.store.session import ViewerSession

SHORTEST, LONGEST = 10, 1000


def close_flag(session: ViewerSession, flag_id: UUID, *, outcome: str, reason: str) -> FraudFlag:
    """Mark it as looked at. Refused INVOLVED, RELATED, CLOSED_BEFORE; InvalidInput by field."""
    row = session.scalar(select(FraudFlag).where(FraudFlag.id == flag_id).with_for_update())
    if row is None:
        raise NotFound
    if row.closed_at is not None:
        raise Refused("CLOSED_BEFORE", phrase("Somebody looked at this already. Reload the page"))
    part = part_in(session, row)
    if part is not None:
        raise part
    wrong = {}
    if outcome not in OUTCOMES:
        wrong["outcome"] = phrase("Choose what came of it")
    said = reason.strip()
    if not SHORTEST <= len(said) <= LONGEST:
        wrong["reason"] = phrase("Say what you found, in 10 to 1,000 characters")
    if wrong:
        raise InvalidInput(wrong)
    row.closed_at, row.closed_by = now(), session.viewer.actor
    row.outcome, row.reason = outcome, said
    ledger_chain.record(
        session,
        "fraud.closed",
        subjects=[row.id, *row.vehicles, *row.people],
        detail={"kind": row.kind, "outcome": outcome},
    )
    return row


def part_in(session: ViewerSession, flag: FraudFlag) -> Refused | None:
    """Why this viewer leaves it to a colleague; None when nothing is against it."""
    if session.viewer.actor in flag.involved:
        said = phrase("You entered some of this yourself. A colleague has to look at it")
        return Refused("INVOLVED", said)
    related = select(Conflict.id).where(
        Conflict.member_id == session.viewer.actor, Conflict.person_id.in_(flag.people)
    )
    if flag.people and session.scalar(related.limit(1)) is not None:
        said = phrase("You have a relation to somebody this is about. A colleague has to look at it")
        return Refused("RELATED", said)
    return None
