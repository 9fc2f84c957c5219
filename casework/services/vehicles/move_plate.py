"""Move a plate to another vehicle of the same owners: off the one and onto the other at one instant."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from casework.base.clock import now, today
from casework.base.errors import Refused
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain import holds as hold_rules
from casework.domain.findings import Finding
from casework.domain.plate_fate import PlateMove, check_move, vehicle_class
from casework.models import PlateAssignment, PlateIssue, Vehicle
from casework.services.office import office_of
from casework.services.vehicles.assign_plate import assign_plate, assignment_by_id, check_late
from casework.services.vehicles.find_vehicle import vehicle_by_id
from casework.services.vehicles.history import covering, current, restate
from casework.services.vehicles.on_record import holds_on
from casework.services.vehicles.owners import holder_ids, ownership_at
from casework.services.vehicles.plate_status import class_of_plate, plate_issue, record_event, refuse
from casework.store import ledger_chain
from casework.store.session import ViewerSession


class Move(Value):
    """Which assignment ends, on which vehicle the plate goes on, and when. `relinquished`: the owner of a
    personalised plate gave it up in writing for somebody else."""

    assignment_id: UUID
    vehicle_id: UUID
    at: datetime
    relinquished: bool = False
    case_id: UUID | None = None


def move_plate(session: ViewerSession, move: Move) -> PlateAssignment:
    """The assignment to the other vehicle, from `at` on.

    Raises Refused: SAME_VEHICLE, PLATE_OTHER_OWNER, PLATE_NOT_VALID, REGISTRATION_EXPIRED, PLATE_CLASS,
    VEHICLE_HAS_PLATE, NO_OWNER, HOLD_ACTIVE…, ALREADY_CLOSED, BACKDATE_SUPERVISOR, EMPTY_PERIOD.
    """
    row, issue = _locked(session, move)
    owners = _owners(session, move.vehicle_id, move.at)
    refuse(
        *check_move(_asked(session, row, issue, owners, move)),
        *(finding for one in (row.vehicle_id, move.vehicle_id) for finding in _holds(session, one)),
        check_late(session, move.at, class_of_plate(session, issue).backdate_days),
    )
    after = {"vehicle_id": move.vehicle_id, "valid_from": move.at, "registrant_id": owners[0]}
    _before, made = restate(
        session, [(row, [{"valid_to": move.at}, after])], reason="moved", case_id=move.case_id
    )
    issue.holder_id = owners[0] if issue.follows == "owner" else None
    record_event(session, issue, "moved", at=move.at, case_id=move.case_id)
    subjects = [issue.mark_id, row.vehicle_id, move.vehicle_id, owners[0]]
    ledger_chain.record(session, "plate.moved", case=move.case_id, subjects=subjects, fields=["plate"])
    return made


def _locked(session: ViewerSession, move: Move) -> tuple[PlateAssignment, PlateIssue]:
    """The open assignment and its issue, locked with both vehicles: always in one order, so that two moves never wait
    for each other in a ring."""
    row = assignment_by_id(session, move.assignment_id)
    for vehicle_id in sorted({row.vehicle_id, move.vehicle_id}):
        vehicle_by_id(session, vehicle_id, lock=True)
    issue = plate_issue(session, row.issue_id, lock=True)
    if row.valid_to is not None:
        raise Refused("ALREADY_CLOSED", phrase("This plate is off the vehicle already. Reload the page"))
    return row, issue


def put_held_plate_on(
    session: ViewerSession, issue_id: UUID, vehicle_id: UUID, at: datetime
) -> PlateAssignment:
    """A plate that its owner holds goes on another vehicle of theirs. Raises as `move_plate` and `assign_plate`."""
    owners = _owners(session, vehicle_id, at)
    issue, target = plate_issue(session, issue_id), vehicle_by_id(session, vehicle_id)
    serves = class_of_plate(session, issue).serves
    kind = vehicle_class(target.body, target.gvwr_lb)
    if serves and kind not in serves:
        raise Refused(
            "PLATE_CLASS",
            phrase("This plate is not for a vehicle of that class. Issue one of the vehicle’s class"),
        )
    refuse(*_holds(session, vehicle_id))
    return assign_plate(session, issue_id, vehicle_id, registrant=owners[0], since=at)


def _asked(
    session: ViewerSession, row: PlateAssignment, issue: PlateIssue, owners: tuple[UUID, ...], move: Move
) -> PlateMove:
    target = vehicle_by_id(session, move.vehicle_id)
    known = class_of_plate(session, issue)
    carried = covering(
        (one for one in current(session, PlateAssignment, vehicle_id=target.id) if one.role == "primary"),
        move.at,
    )
    held = ownership_at(session, row.vehicle_id, now())
    before = holder_ids(session, held.id) if held else (row.registrant_id,)
    expired = _expired(session, vehicle_by_id(session, row.vehicle_id))
    return PlateMove(
        registrants_now=frozenset(str(one) for one in before),
        registrants_then=frozenset(str(one) for one in owners),
        state=issue.status,
        vehicle_class=vehicle_class(target.body, target.gvwr_lb),
        plate_serves=frozenset(known.serves),
        target_has_plate=row.role == "primary" and carried is not None and carried.issue_id != issue.id,
        registration_expired=expired,
        personalised=known.personalised,
        relinquished=move.relinquished,
        same_vehicle=target.id == row.vehicle_id,
    )


def _owners(session: ViewerSession, vehicle_id: UUID, at: datetime) -> tuple[UUID, ...]:
    held = ownership_at(session, vehicle_by_id(session, vehicle_id).id, at)
    if held is None:
        said = phrase(
            "Nobody is on record as the owner. A plate is registered to somebody. Record an owner first"
        )
        raise Refused("NO_OWNER", said)
    return holder_ids(session, held.id)


def _holds(session: ViewerSession, vehicle_id: UUID) -> tuple[Finding, ...]:
    return hold_rules.check_holds(holds_on(session, vehicle_id), "plate_transfer", now())


def _expired(session: ViewerSession, vehicle: Vehicle) -> bool:
    """An expired registration leaves plate and vehicle together; it only lets the plate go nowhere else."""
    until = vehicle.registered_until
    return until is not None and until < today(office_of(session).tenant.timezone)
