"""What a sale does to the plates on the vehicle, by the regime of their class."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from casework.base.values import Value
from casework.domain.plate_fate import Follows, PlateFate, on_transfer
from casework.domain.plate_life import event_into
from casework.models import PlateAssignment, PlateIssue
from casework.services.office import office_of
from casework.services.vehicles.assign_plate import on_vehicles
from casework.services.vehicles.history import current, replace
from casework.services.vehicles.plate_status import class_of_plate, plate_issue, record_event
from casework.store.session import ViewerSession


class PlateOutcome(Value):
    """What became of one plate: ASSIGNED (it stays), HELD_BY_OWNER, SURRENDERED or LOST."""

    mark_id: UUID
    state: str


def carry_plate(
    session: ViewerSession,
    vehicle_id: UUID,
    buyer: UUID,
    *,
    decision: str,
    at: datetime,
    case_id: UUID | None,
) -> tuple[PlateOutcome, ...]:
    """Keep or part plate and vehicle at `at`. A plate that stays is registered to the buyer from then on."""
    outcomes = []
    for row in current(session, PlateAssignment, vehicle_id=vehicle_id):
        if row.valid_to is not None and row.valid_to <= at:
            continue
        issue = plate_issue(session, row.issue_id, lock=True)
        fate = _fate(session, issue, decision, at)
        _apply(session, row, issue, fate, (buyer, at, case_id))
        outcomes.append(PlateOutcome(issue.mark_id, issue.status))
    return tuple(outcomes)


def regime(session: ViewerSession, issue: PlateIssue) -> tuple[Follows, int]:
    """Whom a plate follows, and for how many days its owner may keep it off a vehicle. The class says it, as this
    office's profile has it today; a class that is no longer issued keeps what it was issued with."""
    known = class_of_plate(session, issue)
    return ("owner" if known.follows == "owner" else "vehicle"), known.hold_days


def _fate(session: ViewerSession, issue: PlateIssue, decision: str, at: datetime) -> PlateFate | str:
    if decision in ("lost", "returned"):
        return "LOST" if decision == "lost" else "SURRENDERED"
    follows, days = regime(session, issue)
    day = at.astimezone(ZoneInfo(office_of(session).tenant.timezone)).date()
    return on_transfer(follows, day, hold_days=days)


def _apply(
    session: ViewerSession,
    row: PlateAssignment,
    issue: PlateIssue,
    fate: PlateFate | str,
    deal: tuple[UUID, datetime, UUID | None],
) -> None:
    buyer, at, case_id = deal
    before: list[dict[str, Any]] = [{"valid_to": at}] if row.valid_from < at else []
    if isinstance(fate, PlateFate) and not fate.closes_assignment:
        after = {"valid_from": max(row.valid_from, at), "registrant_id": buyer}
        replace(session, row, [*before, after], reason="transfer", case_id=case_id)
        return
    replace(session, row, before, reason="transfer", case_id=case_id)
    into = fate.state if isinstance(fate, PlateFate) else fate
    if into == "HELD_BY_OWNER" and on_vehicles(session, issue.id):
        return  # one of the several vehicles that it serves was sold
    if issue.status != "ASSIGNED":
        return  # what became of it was reported between the sale and its completion
    issue.holder_id = row.registrant_id if into == "HELD_BY_OWNER" else None
    issue.held_until = fate.until if isinstance(fate, PlateFate) else None
    record_event(session, issue, event_into(into), at=at, case_id=case_id)
