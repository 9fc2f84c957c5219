"""Correct what the register says of the past: the wrong row is kept, struck, and the true one stands beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.findings import Finding
from casework.domain.periods import Period as Stretch
from casework.domain.periods import conflicts
from casework.models import Ownership, PlateAssignment
from casework.services.vehicles.assign_plate import assignment_by_id, check_late
from casework.services.vehicles.find_vehicle import vehicle_by_id
from casework.services.vehicles.history import current, restate
from casework.services.vehicles.owners import holder_ids, set_holders
from casework.services.vehicles.plate_status import class_of_plate, plate_issue, refuse
from casework.store import ledger_chain
from casework.store.session import ViewerSession

_PLATE_IN_THE_WAY = phrase("This plate is on another vehicle at that time. Correct that one first")
_VEHICLE_IN_THE_WAY = phrase("This vehicle has another plate at that time. Correct that one first")


class Period(Value):
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

    A row of the same plate that touches the wrong begin or end goes along, so that a handover moves whole. Raises
    Refused PLATE_ON_ANOTHER_VEHICLE, VEHICLE_HAS_PLATE, PLATE_NOT_THEN…, NOTHING_CHANGED, naming the rows in the way.
    """
    row = assignment_by_id(session, assignment_id)
    known = class_of_plate(session, plate_issue(session, row.issue_id, lock=True))
    if (row.valid_to is None) != (period is None or period.until is None):
        # Whether a plate is on a vehicle now is an act of its own, with a state of the plate beside it.
        said = phrase("Assign the plate, or take it off. This corrects the past only")
        raise Refused("NOT_A_CORRECTION", said)
    if period is None and row.valid_to is None:
        raise Refused("NOT_A_CORRECTION", phrase("Take the plate off the vehicle first"))
    if period is not None:
        _refuse_the_same(row, period)
    because = _because(reason)
    began = min(row.valid_from, period.since) if period else row.valid_from
    refuse(_to_come(period), check_late(session, began, known.backdate_days))
    changes = [(row, [period.truth()] if period else [])]
    if period is not None:
        changes += _touching(session, row, period)
        _make_room(session, row, period, [one.id for one, _truths in changes])
    made = restate(session, changes, reason="correction", case_id=case_id, because=because)
    _tell(session, "plate.corrected", [row.id, row.vehicle_id], because, case_id)
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
        raise Refused(
            "NOT_A_CORRECTION",
            phrase("Only a transfer begins or ends who owns it now. Open a transfer for that"),
        )
    _refuse_the_same(row, period)
    owners, because = holder_ids(session, row.id), _because(reason)
    changes = [(row, [period.truth()])]
    (made,) = restate(session, changes, reason="correction", case_id=case_id, because=because)
    set_holders(session, made, owners)
    _tell(session, "ownership.corrected", [row.id, row.vehicle_id, *owners], because, case_id)
    return made


def _refuse_the_same(row: PlateAssignment | Ownership, period: Period) -> None:
    """A correction that says what stood there already would strike a row for nothing."""
    if (row.valid_from, row.valid_to) == (period.since, period.until):
        raise Refused(
            "NOTHING_CHANGED", phrase("That is what stands there. Enter when it truly began or ended")
        )


def _touching(
    session: ViewerSession, row: PlateAssignment, period: Period
) -> list[tuple[PlateAssignment, list[dict[str, Any]]]]:
    """The rows of the same plate that ended where this one wrongly began, or began where it wrongly ended."""
    if row.role != "primary":
        return []
    changes: list[tuple[PlateAssignment, list[dict[str, Any]]]] = []
    for other in current(session, PlateAssignment, issue_id=row.issue_id):
        if other.id == row.id:
            continue
        if other.valid_to == row.valid_from and other.valid_from < period.since != row.valid_from:
            changes.append((other, [{"valid_to": period.since}]))
        elif other.valid_from == row.valid_to and _ends_later(other, period.until):
            changes.append((other, [{"valid_from": period.until}]))
    return changes


def _ends_later(other: PlateAssignment, until: datetime | None) -> bool:
    return until not in (None, other.valid_from) and (
        other.valid_to is None or (until is not None and until < other.valid_to)
    )


def _make_room(session: ViewerSession, row: PlateAssignment, period: Period, own: list[UUID]) -> None:
    """Refuse, with their ids, while other rows of the plate or of its vehicle stand in the way."""
    for which, code, said in (
        ("issue_id", "PLATE_ON_ANOTHER_VEHICLE", _PLATE_IN_THE_WAY),
        ("vehicle_id", "VEHICLE_HAS_PLATE", _VEHICLE_IN_THE_WAY),
    ):
        if row.role != "primary":
            return
        others = current(session, PlateAssignment, **{which: getattr(row, which)})
        held = [
            (other.id, Stretch(other.valid_from, other.valid_to))
            for other in others
            if other.id not in own and other.role == "primary"
        ]
        in_the_way = conflicts(Stretch(period.since, period.until), held)
        if in_the_way:
            raise Refused(code, said, about=in_the_way)


def _to_come(period: Period | None) -> Finding | None:
    """What is still to come cannot have been otherwise."""
    if period is None or max(period.since, period.until or period.since) <= now():
        return None
    return Finding("FUTURE_DATE", phrase("This day is still to come. Enter a day up to today"))


def _because(reason: str) -> str:
    because = reason.strip()[:200]
    if not because:
        raise InvalidInput({"reason": phrase("Say what shows that it was otherwise")})
    return because


def _tell(session: ViewerSession, act: str, subjects: list[UUID], reason: str, case_id: UUID | None) -> None:
    detail = {"reason": reason}
    ledger_chain.record(session, act, case=case_id, subjects=subjects, fields=["period"], detail=detail)
