"""End an emergency access before its hour is over."""

from __future__ import annotations

from uuid import UUID

from casework.base.clock import now
from casework.services.emergency.glass import Glass, glass_of, own_glass
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def find_own(session: ViewerSession, access_id: UUID) -> Glass:
    """The viewer's own access; NotFound when there is none."""
    return glass_of(own_glass(session, access_id))


def end_emergency(session: ViewerSession, access_id: UUID) -> None:
    """Close it now; nothing happens where it is over."""
    row = own_glass(session, access_id)
    if not glass_of(row).active:
        return
    row.ended_at = now()
    session.flush()
    ledger_chain.record(session, "break_glass.ended", case=row.case_id, detail={"break_glass": row.id})
