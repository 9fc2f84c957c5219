"""What the register says of a plate at an instant: on which vehicle, whose it was, and what we said about it when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import now
from casework.base.values import Value
from casework.domain import plate_text
from casework.models import Ownership, PlateAssignment, PlateIssue, PlateIssueEvent, PlateMark, Vehicle
from casework.services.office import office_of
from casework.services.vehicles.case_numbers import case_numbers
from casework.services.vehicles.history import holds_at, known_at
from casework.services.vehicles.owners import Holder, holders_of
from casework.services.withheld import require_open, shows
from casework.store import ledger_chain
from casework.store.session import ViewerSession


class Instants(Value):
    """The two instants of a question: when it was so, and when we said so."""

    valid_at: datetime
    known_at: datetime


class CarriedThen(Value):
    """A vehicle that a plate was on at an instant. What the plate is now is told apart from what was valid then."""

    mark_id: UUID
    issue_id: UUID
    life: int
    jurisdiction: str
    plate_class: str
    role: str
    vehicle_id: UUID
    vehicle: str
    vin: str | None
    since: datetime
    until: datetime | None
    recorded_at: datetime
    superseded_at: datetime | None
    case_number: str | None
    status_now: str
    status_since: datetime | None


class OwnedThen(Value):
    """The same with the vehicle's owners on record at that instant; without names where they are withheld."""

    carried: CarriedThen
    owners: tuple[Holder, ...]
    conjunction: str | None
    owned_since: datetime | None


def vehicle_of_plate(
    session: ViewerSession,
    text: str,
    valid_at: datetime,
    *,
    known_at: datetime | None = None,
    jurisdiction: str | None = None,
) -> tuple[CarriedThen, ...]:
    """The vehicles that this plate was on: none, one, or more for plates of several vehicles and for texts that stand
    in several classes. The typed text must be exactly that of the mark; nothing is guessed."""
    require_open(session, "plate.numbers")
    asked = Instants(valid_at, known_at or now())
    wanted = plate_text.canonical(text[:64])
    place = jurisdiction or office_of(session).kind.jurisdiction
    numbers = [Vehicle.vin] if shows(session, "vehicle.numbers") else []
    rows = session.execute(
        select(PlateAssignment, PlateIssue, PlateMark.id, PlateMark.plate_class, PlateMark.jurisdiction)
        .add_columns(Vehicle.id.label("vehicle"), Vehicle.make, Vehicle.model, Vehicle.year, *numbers)
        .join(PlateIssue, PlateIssue.mark_id == PlateMark.id)
        .join(PlateAssignment, PlateAssignment.issue_id == PlateIssue.id)
        .join(Vehicle, Vehicle.id == PlateAssignment.vehicle_id)
        .select_from(PlateMark)
        .where(PlateMark.canonical == wanted, PlateMark.jurisdiction == place, *_so(PlateAssignment, asked))
        .order_by(PlateMark.plate_class, PlateAssignment.valid_from, PlateAssignment.id)
    ).all()
    ledger_chain.record(
        session, "plate.asked", subjects=[row.id for row in rows], detail={"found": len(rows)}
    )
    since = _status_since(session, [row.PlateIssue.id for row in rows])
    cases = case_numbers(session, [row.PlateAssignment.source_case_id for row in rows])
    return tuple(_carried(row, since, cases) for row in rows)


def owner_of_plate(
    session: ViewerSession,
    text: str,
    valid_at: datetime,
    *,
    known_at: datetime | None = None,
    jurisdiction: str | None = None,
) -> tuple[OwnedThen, ...]:
    """Who was on record as the owner of the vehicle that carried this plate, both at the same instant: what parking,
    toll and police need. A disclosure of its owners where names are open."""
    asked = Instants(valid_at, known_at or now())
    carried = vehicle_of_plate(session, text, valid_at, known_at=asked.known_at, jurisdiction=jurisdiction)
    held = session.scalars(
        select(Ownership).where(
            Ownership.vehicle_id.in_([one.vehicle_id for one in carried]), *_so(Ownership, asked)
        )
    ).all()
    owners = holders_of(session, [row.id for row in held])
    by_vehicle = {row.vehicle_id: row for row in held}
    return tuple(_owned(one, by_vehicle.get(one.vehicle_id), owners) for one in carried)


def what_did_we_say(
    session: ViewerSession, text: str, valid_at: datetime, known_at: datetime
) -> tuple[OwnedThen, ...]:
    """The answer that we gave at `known_at` about `valid_at`, for a court: later corrections do not change it."""
    return owner_of_plate(session, text, valid_at, known_at=known_at)


def _so(row: Any, asked: Instants) -> tuple[Any, Any]:
    return holds_at(row, asked.valid_at), known_at(row, asked.known_at)


def _status_since(session: ViewerSession, issues: Iterable[UUID]) -> dict[UUID, datetime]:
    rows = session.execute(
        select(PlateIssueEvent.issue_id, func.max(PlateIssueEvent.at).label("at"))
        .where(PlateIssueEvent.issue_id.in_(list(issues)))
        .group_by(PlateIssueEvent.issue_id)
    )
    return {row.issue_id: row.at for row in rows}


def _carried(row: Any, since: Mapping[UUID, datetime], cases: Mapping[UUID, str]) -> CarriedThen:
    then: PlateAssignment = row.PlateAssignment
    issue: PlateIssue = row.PlateIssue
    return CarriedThen(
        mark_id=row.id,
        issue_id=issue.id,
        life=issue.life,
        jurisdiction=row.jurisdiction,
        plate_class=row.plate_class,
        role=then.role,
        vehicle_id=then.vehicle_id,
        vehicle=f"{row.year} {row.make} {row.model}",
        vin=getattr(row, "vin", None),
        since=then.valid_from,
        until=then.valid_to,
        recorded_at=then.recorded_at,
        superseded_at=then.superseded_at,
        case_number=cases.get(then.source_case_id) if then.source_case_id else None,
        status_now=issue.status,
        status_since=since.get(issue.id),
    )


def _owned(one: CarriedThen, held: Ownership | None, owners: Mapping[UUID, tuple[Holder, ...]]) -> OwnedThen:
    if held is None:
        return OwnedThen(one, (), None, None)
    return OwnedThen(one, owners.get(held.id, ()), held.conjunction, held.valid_from)
