"""Correct what the register says of the past: the wrong row is kept, struck, and the true one stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.phrases import phrase
from casework.models import Ownership, PlateAssignment
from casework.services.vehicles.assign_plate import assignment_by_id
from casework.services.vehicles.find_vehicle import vehicle_by_id
from casework.services.vehicles.history import replace
from casework.services.vehicles.owners import holder_ids, set_holders
from casework.store import ledger_chain
from casework.store.session import ViewerSession


@dataclass(frozen=True, slots=True)
class Period:
    """When something was so, half-open; `until` None: it still is."""

    since: datetime
    until: datetime | None = None

    def truth(self) -> dict[str, Any]:
        """The period as columns; InvalidInput when it has no length."""
        if self.until is not None and self.until <= self.since:
            raise InvalidInput({"until": phrase("Enter an end after the beginning")})
        return {"valid_from": self.since, "valid_to": self.until}


def correct_assignment(
    session: ViewerSession,
    assignment_id: UUID,
    period: Period | None,
    *,
    reason: str,
    case_id: UUID | None = None,
) -> PlateAssignment | None:
    """Say of a plate on a vehicle when it truly was so; with no period: that it never was.

    Raises Refused PLATE_ON_ANOTHER_VEHICLE or VEHICLE_HAS_PLATE where the truth would overlap another row.
    """
    row = assignment_by_id(session, assignment_id)
    if period is not None and (row.valid_to is None) != (period.until is None):
        # Whether a plate is on a vehicle now is an act of its own, with a state of the plate beside it.
        raise Refused(
            "NOT_A_CORRECTION", phrase("Assign the plate, or take it off. This corrects the past only")
        )
    if period is None and row.valid_to is None:
        raise Refused("NOT_A_CORRECTION", phrase("Take the plate off the vehicle first"))
    made = replace(session, row, [period.truth()] if period else [], reason="correction", case_id=case_id)
    _tell(session, "plate.corrected", [row.id, row.vehicle_id], reason, case_id)
    return made[0] if made else None


def correct_ownership(
    session: ViewerSession, ownership_id: UUID, period: Period, *, reason: str, case_id: UUID | None = None
) -> Ownership:
    """Say when an ownership truly began and ended. Raises Refused OWNERSHIP_OVERLAP."""
    row = session.scalar(
        select(Ownership).where(Ownership.id == ownership_id).execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    vehicle_by_id(session, row.vehicle_id, lock=True)
    session.refresh(row, ["superseded_at"])
    if row.superseded_at is not None:
        raise Refused("SUPERSEDED", phrase("This row was replaced by a later one. Correct that one"))
    if (row.valid_to is None) != (period.until is None):
        raise Refused("NOT_A_CORRECTION", phrase("Only a transfer begins or ends who owns it now"))
    owners = holder_ids(session, row.id)
    (made,) = replace(session, row, [period.truth()], reason="correction", case_id=case_id)
    set_holders(session, made, owners)
    _tell(session, "ownership.corrected", [row.id, row.vehicle_id, *owners], reason, case_id)
    return made


def _tell(session: ViewerSession, act: str, subjects: list[UUID], reason: str, case_id: UUID | None) -> None:
    if not reason.strip():
        raise InvalidInput({"reason": phrase("Say what shows that it was otherwise")})
    ledger_chain.record(
        session,
        act,
        case=case_id,
        subjects=subjects,
        fields=["period"],
        detail={"reason": reason.strip()[:200]},
    )
