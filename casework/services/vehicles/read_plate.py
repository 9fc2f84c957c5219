"""A plate's mark with all its lives: which vehicle carried it when, and what we said about it when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound
from casework.models import (
    Person,
    PlateAssignment,
    PlateIssue,
    PlateIssueEvent,
    PlateItem,
    PlateMark,
    Vehicle,
)
from casework.policy.why import Decision
from casework.services.vehicles.case_numbers import case_numbers
from casework.services.withheld import reasons, shows
from casework.store.session import ViewerSession


@dataclass(frozen=True, slots=True)
class EventView:
    """What became of the plate, when it took effect and when we learnt of it. `number` and `reason` are None where
    numbers are withheld."""

    event: str
    at: datetime
    recorded_at: datetime
    from_status: str | None
    to_status: str
    number: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class PieceView:
    """The front or rear plate, or the only one."""

    place: str
    status: str


@dataclass(frozen=True, slots=True)
class LifeView:
    """One life of the mark, with the changes of its state and its pieces."""

    issue_id: UUID
    life: int
    status: str
    follows: str
    issued_on: date
    held_until: date | None
    reserved_until: date | None
    reissue_on: date | None
    max_vehicles: int
    events: tuple[EventView, ...]
    pieces: tuple[PieceView, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The places whose piece is gone while another one is there."""
        good = {piece.place for piece in self.pieces if piece.status == "GOOD"}
        return tuple(sorted({piece.place for piece in self.pieces} - good)) if good else ()


@dataclass(frozen=True, slots=True)
class Carried:
    """The mark on a vehicle, from when to when, as recorded from when to when. Withheld values are None."""

    id: UUID
    issue_id: UUID
    life: int
    vehicle_id: UUID
    vehicle: str
    vin: str | None
    registrant_id: UUID
    registrant: str | None
    since: datetime
    until: datetime | None
    recorded_at: datetime
    superseded_at: datetime | None
    reason: str
    case_number: str | None
    because: str | None
    role: str

    def was_so(self, valid_at: datetime, known_at: datetime) -> bool:
        """Whether, at `known_at`, we said that this was so at `valid_at`."""
        said = self.recorded_at <= known_at and (self.superseded_at is None or known_at < self.superseded_at)
        return said and self.since <= valid_at and (self.until is None or valid_at < self.until)


@dataclass(frozen=True, slots=True)
class PlateHistory:
    """A mark as one viewer sees it; frozen values, no rows. `withheld`: numbers, owners."""

    mark_id: UUID
    display: str | None
    canonical: str | None
    jurisdiction: str
    plate_class: str
    lives: tuple[LifeView, ...]
    rows: tuple[Carried, ...]
    withheld: dict[str, Decision]

    @property
    def names_open(self) -> bool:
        """Whether those whose plate it was are named."""
        return "owners" not in self.withheld

    def at(self, valid_at: datetime, known_at: datetime) -> tuple[Carried, ...]:
        """What we said at `known_at` about `valid_at`: none, one, or more where several lives overlap."""
        return tuple(row for row in self.rows if row.was_so(valid_at, known_at))

    def known_at(self, instant: datetime) -> tuple[Carried, ...]:
        """Everything we said at `instant`, oldest first."""
        said = (
            row
            for row in self.rows
            if row.recorded_at <= instant and (row.superseded_at is None or instant < row.superseded_at)
        )
        return tuple(sorted(said, key=lambda row: row.since))


def read_plate(session: ViewerSession, mark_id: UUID) -> PlateHistory:
    """The mark; NotFound when it is not there for this viewer. A disclosure; of its holders where names are open."""
    mark = session.scalar(select(PlateMark).where(PlateMark.id == mark_id))
    if mark is None:
        raise NotFound
    closed = reasons(session, ["plate.numbers", "plate.owners"])
    assets = "plate.numbers" not in closed
    issues = session.scalars(
        select(PlateIssue).where(PlateIssue.mark_id == mark_id).order_by(PlateIssue.life.desc())
    ).all()
    return PlateHistory(
        mark_id=mark.id,
        display=mark.display if assets else None,
        canonical=mark.canonical if assets else None,
        jurisdiction=mark.jurisdiction,
        plate_class=mark.plate_class,
        lives=_lives(session, issues, numbered=assets),
        rows=_rows(session, issues),
        withheld={name.removeprefix("plate."): why for name, why in closed.items()},
    )


def _lives(session: ViewerSession, issues: Sequence[PlateIssue], *, numbered: bool) -> tuple[LifeView, ...]:
    wanted = [issue.id for issue in issues]
    events = session.scalars(
        select(PlateIssueEvent)
        .where(PlateIssueEvent.issue_id.in_(wanted))
        .order_by(PlateIssueEvent.at, PlateIssueEvent.id)
    ).all()
    places = (PlateItem.id, PlateItem.issue_id, PlateItem.place, PlateItem.status)
    pieces = session.execute(
        select(*places).where(PlateItem.issue_id.in_(wanted)).order_by(PlateItem.place, PlateItem.id)
    ).all()
    return tuple(
        LifeView(
            issue.id,
            issue.life,
            issue.status,
            issue.follows,
            issue.issued_on,
            issue.held_until,
            issue.reserved_until,
            issue.reissue_on,
            issue.max_vehicles,
            tuple(_event(event, numbered) for event in events if event.issue_id == issue.id),
            tuple(PieceView(piece.place, piece.status) for piece in pieces if piece.issue_id == issue.id),
        )
        for issue in issues
    )


def _event(row: PlateIssueEvent, numbered: bool) -> EventView:
    return EventView(
        row.event,
        row.at,
        row.recorded_at,
        row.from_status,
        row.to_status,
        row.number if numbered else None,
        row.reason if numbered else None,
    )


def _rows(session: ViewerSession, issues: Sequence[PlateIssue]) -> tuple[Carried, ...]:
    lives = {issue.id: issue.life for issue in issues}
    numbers = [Vehicle.id, Vehicle.vin] if shows(session, "vehicle.numbers") else []
    columns = [Vehicle.make, Vehicle.model, Vehicle.year, *numbers]
    chosen = (
        select(PlateAssignment, *columns)
        .join(Vehicle, Vehicle.id == PlateAssignment.vehicle_id)
        .where(PlateAssignment.issue_id.in_(list(lives)))
    )
    names = shows(session, "plate.owners")
    if names:
        chosen = chosen.join(Person, Person.id == PlateAssignment.registrant_id).add_columns(
            Person.id, Person.name
        )
    rows = session.execute(
        chosen.order_by(PlateAssignment.valid_from.desc(), PlateAssignment.recorded_at.desc())
    ).all()
    cases = case_numbers(session, [row.PlateAssignment.source_case_id for row in rows])
    return tuple(
        _carried(row, lives, cases, registrant=row.name if names else None, numbered=bool(numbers))
        for row in rows
    )


def _carried(
    row: Any,
    lives: Mapping[UUID, int],
    cases: Mapping[UUID, str],
    *,
    registrant: str | None,
    numbered: bool,
) -> Carried:
    carried: PlateAssignment = row.PlateAssignment
    return Carried(
        id=carried.id,
        issue_id=carried.issue_id,
        life=lives[carried.issue_id],
        vehicle_id=carried.vehicle_id,
        vehicle=f"{row.year} {row.make} {row.model}",
        vin=getattr(row, "vin", None),
        registrant_id=carried.registrant_id,
        registrant=registrant,
        since=carried.valid_from,
        until=carried.valid_to,
        recorded_at=carried.recorded_at,
        superseded_at=carried.superseded_at,
        reason=carried.reason,
        because=carried.correction_reason if numbered else None,
        role=carried.role,
        case_number=cases.get(carried.source_case_id) if carried.source_case_id else None,
    )
