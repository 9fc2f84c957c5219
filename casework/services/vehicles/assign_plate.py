"""Put a plate on a vehicle, and take it off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import NotFound, Refused
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.domain.findings import Finding
from casework.domain.plate_life import check_entry, check_event, event_into
from casework.models import PlateAssignment, PlateIssue
from casework.services.office import office_of
from casework.services.vehicles.find_vehicle import vehicle_by_id
from casework.services.vehicles.history import begin, office_day, replace
from casework.services.vehicles.plate_status import (
    NO_PAPERS,
    Papers,
    class_of_plate,
    plate_issue,
    record_event,
    refuse,
)
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
    precision: str = "day",
) -> PlateAssignment:
    """Put a plate on a vehicle from `since` on, in the role of its class.

    Raises Refused: PLATE_ON_ANOTHER_VEHICLE, PLATE_…_CANNOT_BE_ASSIGNED, PLATE_OTHER_OWNER, VEHICLE_HAS_PLATE,
    PLATE_TOO_MANY_VEHICLES, PLATE_NOT_THEN, BACKDATE_SUPERVISOR.
    """
    vehicle = vehicle_by_id(session, vehicle_id, lock=True)
    issue = plate_issue(session, issue_id, lock=True)
    known = class_of_plate(session, issue)
    _check(session, issue, registrant, since, known.backdate_days)
    row = PlateAssignment(
        id=new_id(),
        issue_id=issue.id,
        vehicle_id=vehicle.id,
        registrant_id=registrant,
        role=known.role,
        valid_from=since,
        precision=precision,
        reason="assigned",
        source_case_id=case_id,
    )
    begin(session, row)
    issue.held_until = None
    issue.holder_id = registrant if issue.follows == "owner" else None
    record_event(session, issue, "assigned", at=since, case_id=case_id)
    subjects = [issue.mark_id, vehicle.id, registrant]
    ledger_chain.record(session, "plate.assigned", case=case_id, subjects=subjects, fields=["plate"])
    return row


def _check(
    session: ViewerSession, issue: PlateIssue, registrant: UUID, since: datetime, backdate_days: int
) -> None:
    refuse(
        check_event(issue.status, "assigned", shared=issue.max_vehicles > 1),
        check_late(session, since, backdate_days),
    )
    if issue.follows == "owner" and issue.holder_id not in (None, registrant):
        raise Refused(
            "PLATE_OTHER_OWNER", phrase("This plate belongs to somebody else. Choose a vehicle of its holder")
        )


def close_plate_assignment(
    session: ViewerSession,
    assignment_id: UUID,
    *,
    at: datetime,
    status: str = "SURRENDERED",
    case_id: UUID | None = None,
    papers: Papers = NO_PAPERS,
) -> PlateAssignment | None:
    """Take a plate off its vehicle at `at`; the issue goes into `status`. What stays on record of the time before.

    A plate that serves other vehicles still stays with them, if it only leaves this one.
    """
    row = assignment_by_id(session, assignment_id)
    if row.valid_to is not None:
        raise Refused("ALREADY_CLOSED", phrase("This plate is off the vehicle already. Reload the page"))
    issue = plate_issue(session, row.issue_id, lock=True)
    made = end_row(session, row, at, case_id=case_id)
    if status != "HELD_BY_OWNER" or not on_vehicles(session, issue.id):
        record_event(session, issue, event_into(status), at=at, case_id=case_id, papers=papers)
    subjects, detail = [issue.mark_id, row.vehicle_id], {"status": status}
    ledger_chain.record(session, "plate.closed", case=case_id, subjects=subjects, detail=detail)
    return made


def end_row(
    session: ViewerSession,
    row: PlateAssignment,
    at: datetime,
    *,
    reason: str = "closed",
    case_id: UUID | None = None,
) -> PlateAssignment | None:
    """End an open assignment at `at`: what stays of it, None where nothing does."""
    before = [{"valid_to": at}] if at > row.valid_from else []
    made = replace(session, row, before, reason=reason, case_id=case_id)
    return made[0] if made else None


def on_vehicles(session: ViewerSession, issue_id: UUID) -> Sequence[PlateAssignment]:
    """The open assignments of a plate, locked: one, or several where it serves several vehicles."""
    return session.scalars(
        select(PlateAssignment)
        .where(
            PlateAssignment.issue_id == issue_id,
            PlateAssignment.superseded_at.is_(None),
            PlateAssignment.valid_to.is_(None),
        )
        .order_by(PlateAssignment.valid_from, PlateAssignment.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def check_late(session: ViewerSession, since: datetime, backdate_days: int) -> Finding | None:
    """Why this viewer cannot enter what happened then; a system that takes in history may."""
    viewer, zone = session.viewer, office_of(session).tenant.timezone
    trusted = viewer.actor_kind == "system" or "lead" in viewer.duties
    return check_entry(office_day(since, zone), today(zone), backdate_days=backdate_days, supervisor=trusted)


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
