"""What a sale does to the plates on the vehicle, by the regime of their class."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from casework.domain.plate_fate import Follows, PlateFate, on_transfer
from casework.models import PlateAssignment, PlateIssue, PlateMark
from casework.services.office import office_of
from casework.services.vehicles.history import current, replace
from casework.services.vehicles.plate_status import enter_status, plate_issue
from casework.store.session import ViewerSession


@dataclass(frozen=True, slots=True)
class PlateOutcome:
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
    code = session.scalars(select(PlateMark.plate_class).where(PlateMark.id == issue.mark_id)).one()
    known = office_of(session).kind.plates.get(code)
    follows: Follows = "owner" if (known.follows if known else issue.follows) == "owner" else "vehicle"
    return follows, known.hold_days if known else 0


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
    if isinstance(fate, PlateFate):
        issue.holder_id = row.registrant_id if fate.state == "HELD_BY_OWNER" else None
        issue.held_until = fate.until
        enter_status(session, issue, fate.state, case_id=case_id)
    else:
        enter_status(session, issue, fate, case_id=case_id)
