"""Close a signal: somebody has asked, and says what came of it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.phrases import phrase
from casework.models import Signal
from casework.store import ledger_chain
from casework.store.session import ViewerSession

SHORTEST, LONGEST = 10, 1000


def close_signal(session: ViewerSession, signal_id: UUID, reason: str) -> Signal:
    """Mark it as looked at. Refused OWN_SIGNAL to the one it is about, and CLOSED_BEFORE; InvalidInput by field."""
    row = session.scalar(select(Signal).where(Signal.id == signal_id).with_for_update())
    if row is None:
        raise NotFound
    if row.actor_id == session.viewer.actor:
        raise Refused("OWN_SIGNAL", phrase("This is about your own looks. Somebody else has to look at it"))
    if row.closed_at is not None:
        raise Refused("CLOSED_BEFORE", phrase("Somebody looked at this already. Reload the page"))
    said = reason.strip()
    if not SHORTEST <= len(said) <= LONGEST:
        raise InvalidInput({"reason": phrase("Say what you found, in 10 to 1,000 characters")})
    row.closed_at, row.closed_by, row.reason = now(), session.viewer.actor, said
    ledger_chain.record(
        session, "signal.closed", subjects=[row.actor_id], detail={"signal": row.id, "kind": row.kind}
    )
    return row
