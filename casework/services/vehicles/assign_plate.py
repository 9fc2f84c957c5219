"""Put a plate on a vehicle, and take it off."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound, Refused
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.models import PlateAssignment, PlateIssue
from casework.services.vehicles.find_vehicle import vehicle_by_id
from casework.services.vehicles.history import begin, replace
from casework.services.vehicles.plate_status import MAY_BE_ASSIGNED, enter_status, plate_issue
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def assign_plate(
    session: ViewerSession,
    issue_id: UUID,
    vehicle_id: UUID,
    *,
    registrant: UUID,
    since: datetime,
    case_id: UUID | None = None,
) -> PlateAssignment:
    """Put a plate on a vehicle from `since` on.

    Raises Refused: PLATE_NOT_VALID, PLATE_OTHER_OWNER, PLATE_ON_ANOTHER_VEHICLE, VEHICLE_HAS_PLATE.
    """
    vehicle = vehicle_by_id(session, vehicle_id, lock=True)
    issue = plate_issue(session, issue_id, lock=True)
    _check_free(issue, registrant)
    row = PlateAssignment(
        id=new_id(),
        issue_id=issue.id,
        vehicle_id=vehicle.id,
        registrant_id=registrant,
        valid_from=since,
        reason="assigned",
        source_case_id=case_id,
    )
    begin(session, row)
    issue.held_until = None
    issue.holder_id = registrant if issue.follows == "owner" else None
    enter_status(session, issue, "ASSIGNED", case_id=case_id)
    ledger_chain.record(
        session,
        "plate.assigned",
        case=case_id,
        subjects=[issue.mark_id, vehicle.id, registrant],
        fields=["plate"],
    )
    return row


def close_plate_assignment(
    session: ViewerSession,
    assignment_id: UUID,
    *,
    at: datetime,
    status: str = "SURRENDERED",
    case_id: UUID | None = None,
) -> PlateAssignment | None:
    """Take a plate off its vehicle at `at`; the issue goes into `status`. What stays on record of the time before."""
    row = assignment_by_id(session, assignment_id)
    if row.valid_to is not None:
        raise Refused("ALREADY_CLOSED", phrase("This plate is off the vehicle already"))
    before = [{"valid_to": at}] if at > row.valid_from else []
    made = replace(session, row, before, reason="closed", case_id=case_id)
    issue = plate_issue(session, row.issue_id, lock=True)
    enter_status(session, issue, status, case_id=case_id)
    ledger_chain.record(
        session,
        "plate.closed",
        case=case_id,
        subjects=[issue.mark_id, row.vehicle_id],
        detail={"status": status},
    )
    return made[0] if made else None


def assignment_by_id(session: ViewerSession, assignment_id: UUID) -> PlateAssignment:
    """A current assignment, locked; NotFound when it is not there, Refused when it has been superseded."""
    row = session.scalar(
        select(PlateAssignment)
        .where(PlateAssignment.id == assignment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    if row.superseded_at is not None:
        raise Refused("SUPERSEDED", phrase("This row was replaced by a later one. Correct that one"))
    return row


def _check_free(issue: PlateIssue, registrant: UUID) -> None:
    if issue.status == "ASSIGNED":
        raise Refused(
            "PLATE_ON_ANOTHER_VEHICLE", phrase("This plate is on a vehicle. Take it off there first")
        )
    if issue.status not in MAY_BE_ASSIGNED:
        said = phrase("This plate was given back, lost or recalled. It can’t be put on a vehicle")
        raise Refused("PLATE_NOT_VALID", said)
    if issue.follows == "owner" and issue.holder_id not in (None, registrant):
        raise Refused("PLATE_OTHER_OWNER", phrase("This plate belongs to somebody else"))
