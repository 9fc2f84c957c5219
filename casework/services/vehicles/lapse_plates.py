"""Let the time of plates run out: reserved texts that nobody fetched, and plates held off a vehicle for too long."""

from __future__ import annotations

from sqlalchemy import or_, select

from casework.base.clock import today
from casework.models import PlateIssue
from casework.services.office import office_of
from casework.services.vehicles.plate_status import class_of_plate, record_event
from casework.store import ledger_chain
from casework.store.session import ViewerSession

MOST = 200  # in one go: each keeps its lock until the end


def lapse_plates(session: ViewerSession) -> int:
    """Those whose last day is over. How many that were; a class without a time limit lets its plates be held."""
    office = office_of(session)
    if not office.kind.plates:
        return 0
    day = today(office.tenant.timezone)
    due = session.scalars(
        select(PlateIssue)
        .where(
            or_(
                (PlateIssue.status == "HELD_BY_OWNER") & (PlateIssue.held_until < day),
                (PlateIssue.status == "RESERVED") & (PlateIssue.reserved_until < day),
            )
        )
        .order_by(PlateIssue.id)
        .limit(MOST)
        .with_for_update(skip_locked=True)
    ).all()
    over = [
        issue for issue in due if issue.status == "RESERVED" or class_of_plate(session, issue).hold_days > 0
    ]
    for issue in over:
        record_event(session, issue, "lapsed")
    if over:
        subjects = [issue.mark_id for issue in over]
        ledger_chain.record(session, "plate.lapsed", subjects=subjects, detail={"found": len(over)})
    return len(over)
