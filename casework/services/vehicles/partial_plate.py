"""Marks like a partial plate, and vehicles that plates tie together: for the police, under a declared use only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, bindparam, func, literal, select

from casework.base.clock import now
from casework.base.errors import InvalidInput, PurposeRequired
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain import plate_text
from casework.models import PlateAssignment, PlateIssue, PlateMark, Vehicle
from casework.policy.rulebook import require
from casework.services.vehicles.history import holds_at, known_at
from casework.services.withheld import require_open
from casework.store import ledger_chain
from casework.store.session import ViewerSession

FEWEST, MOST = 3, 50


class Seen(Value):
    """What a witness saw: part of a plate (`?` one character, `*` any number), perhaps the vehicle, and when."""

    pattern: str
    make: str = ""
    model: str = ""
    colour: str = ""
    year: int | None = None
    valid_at: datetime | None = None
    known_at: datetime | None = None


class LikePlate(Value):
    """A mark that fits, on the vehicle that carried it then. `certain`: it fits as typed, look-alikes aside."""

    mark_id: UUID
    display: str
    plate_class: str
    vehicle_id: UUID
    vehicle: str
    colour: str | None
    since: datetime
    until: datetime | None
    certain: bool


def partial_plate(session: ViewerSession, seen: Seen) -> tuple[LikePlate, ...]:
    """At most 50 plates that fit, as typed first. Raises InvalidInput (`pattern`), NotAllowed, PurposeRequired."""
    _police_only(session)
    like, exact = _patterns(seen.pattern)
    marks = select(func.plates_like(bindparam("pattern", like, Text), 200))
    found = list(session.scalars(marks))
    valid_at, known = seen.valid_at or now(), seen.known_at or now()
    chosen = (
        select(PlateMark.id, PlateMark.display, PlateMark.canonical, PlateMark.plate_class)
        .add_columns(Vehicle.id.label("vehicle"), Vehicle.make, Vehicle.model, Vehicle.year, Vehicle.colour)
        .add_columns(PlateAssignment.valid_from, PlateAssignment.valid_to)
        .select_from(PlateMark)
        .join(PlateIssue, PlateIssue.mark_id == PlateMark.id)
        .join(PlateAssignment, PlateAssignment.issue_id == PlateIssue.id)
        .join(Vehicle, Vehicle.id == PlateAssignment.vehicle_id)
        .where(PlateMark.id.in_(found), holds_at(PlateAssignment, valid_at), known_at(PlateAssignment, known))
    )
    rows = session.execute(
        _described(chosen, seen).order_by(PlateMark.canonical, PlateMark.id).limit(MOST)
    ).all()
    told = [
        LikePlate(
            row.id,
            row.display,
            row.plate_class,
            row.vehicle,
            f"{row.year} {row.make} {row.model}",
            row.colour,
            row.valid_from,
            row.valid_to,
            certain=exact.fullmatch(row.canonical) is not None,
        )
        for row in rows
    ]
    detail = {"known": len(like.replace("%", "").replace("_", "")), "found": len(told)}
    ledger_chain.record(session, "plate.partial", subjects=[one.mark_id for one in told], detail=detail)
    return tuple(sorted(told, key=lambda one: not one.certain))


def _described(chosen: Select[Any], seen: Seen) -> Select[Any]:
    """Only vehicles as the witness described them."""
    for column in ("make", "model", "colour"):
        value = getattr(seen, column).strip()
        if value:
            chosen = chosen.where(func.lower(getattr(Vehicle, column)) == literal(value.lower()))
    return chosen if seen.year is None else chosen.where(Vehicle.year == seen.year)


def linked_vehicles(
    session: ViewerSession,
    vehicle_id: UUID,
    *,
    valid_at: datetime | None = None,
    known: datetime | None = None,
) -> dict[UUID, tuple[str, frozenset[str]]]:
    """Every vehicle that by `valid_at` had ever shared a plate with this one: its name, and the plates. Raises as
    `partial_plate`."""
    _police_only(session)
    so = PlateAssignment.valid_from <= (valid_at or now()), known_at(PlateAssignment, known or now())
    issues = select(PlateAssignment.issue_id).where(PlateAssignment.vehicle_id == vehicle_id, *so)
    told: dict[UUID, tuple[str, frozenset[str]]] = {}
    for row in session.execute(_carriers(session.scalars(issues.distinct()).all(), so, vehicle_id)):
        name, plates = told.get(row.vehicle, (f"{row.year} {row.make} {row.model}", frozenset()))
        told[row.vehicle] = (name, plates | {row.display})
    ledger_chain.record(session, "plate.linked", subjects=[vehicle_id, *told], detail={"found": len(told)})
    return told


def _carriers(issues: Sequence[UUID], so: tuple[Any, ...], but: UUID) -> Select[Any]:
    """Plates of these issues with the other vehicles that carried them."""
    return (
        select(PlateMark.id, PlateMark.display)
        .add_columns(Vehicle.id.label("vehicle"), Vehicle.make, Vehicle.model, Vehicle.year)
        .select_from(PlateAssignment)
        .join(PlateIssue, PlateIssue.id == PlateAssignment.issue_id)
        .join(PlateMark, PlateMark.id == PlateIssue.mark_id)
        .join(Vehicle, Vehicle.id == PlateAssignment.vehicle_id)
        .where(PlateAssignment.issue_id.in_(issues), PlateAssignment.vehicle_id != but, *so)
        .order_by(Vehicle.id)
        .limit(MOST)
    )


def _police_only(session: ViewerSession) -> None:
    require("plate.trace", session.viewer)
    require_open(session, "plate.numbers")
    if not session.viewer.access.may_read("contact"):
        raise PurposeRequired


def _patterns(typed: str) -> tuple[str, re.Pattern[str]]:
    """A typed pattern as one for the search key, and as one for what is exactly meant."""
    parts = re.split(r"([?*])", typed[:32].strip())
    plain = ["" if part in "?*" else _canonical(part) for part in parts]
    if sum(map(len, plain)) < FEWEST:
        said = phrase("Enter at least %(count)s known characters, with ? or * for the others", count=FEWEST)
        raise InvalidInput({"pattern": said})
    signs = {"?": "_", "*": "%"}
    like = "".join(
        signs.get(part) or plate_text.search_key(text) for part, text in zip(parts, plain, strict=True)
    )
    exact = "".join(
        {"?": ".", "*": ".*"}.get(part) or re.escape(text) for part, text in zip(parts, plain, strict=True)
    )
    return like, re.compile(exact)


def _canonical(part: str) -> str:
    return plate_text.canonical(part) if any(c.isalnum() for c in part) else ""
