"""Records of what was given to others or refused go when their own time is over, with their documents."""

from __future__ import annotations

from sqlalchemy import func, select

from casework.store import ledger_chain
from casework.store.session import ViewerSession


def end_disclosures(session: ViewerSession) -> int:
    """How many were destroyed: those whose last day is over by the clock of the database. The ledger keeps their ids,
    and what was entered when they were decided; the sweep then removes their files from the disk."""
    gone = list(session.scalar(select(func.disclosures_end())) or ())
    if gone:
        ledger_chain.record(
            session, "disclosures.ended", subjects=gone, detail={"rule": "dppa", "count": len(gone)}
        )
    return len(gone)
