"""A plate's mark with all its lives: which vehicle carried it when, and what we said about it when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from casework.services.vehicles.case_numbers import case_numbers
from casework.services.vehicles.plate_view import Carried, EventView, LifeView, PieceView, PlateHistory
from casework.services.withheld import reasons, shows
from casework.store.session import ViewerSession


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
        row.id,
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
