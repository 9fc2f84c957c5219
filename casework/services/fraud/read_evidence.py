"""The rows behind a flag with the names that they stand for, as its reader's purpose opens them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.values import Value
from casework.models import FraudFlag, Person, PlateMark, Vehicle
from casework.store.session import ViewerSession


class Named(Value):
    """A record with the words it is known by."""

    id: UUID
    words: str
    more: str = ""


class Row(Value):
    """One row of evidence. People whom the reader keeps away from are left out."""

    on: date | None
    vehicle: Named | None
    people: tuple[Named, ...]
    plate: Named | None
    reading: tuple[int, str, str] | None


def read_evidence(session: ViewerSession, flag: FraudFlag) -> list[Row]:
    """Every row behind the flag, in its order. A disclosure of the people in it."""
    told = flag.evidence
    marks = [UUID(one["mark"]) for one in told if "mark" in one]
    vehicles = _vehicles(session, flag.vehicles)
    people = _people(session, flag.people)
    plates = _plates(session, marks)
    return [
        Row(
            on=date.fromisoformat(one["on"]) if "on" in one else None,
            vehicle=vehicles.get(UUID(one["vehicle"])) if "vehicle" in one else None,
            people=tuple(people[UUID(p)] for p in one.get("people", ()) if UUID(p) in people),
            plate=plates.get(UUID(one["mark"])) if "mark" in one else None,
            reading=tuple(one["reading"]) if "reading" in one else None,
        )
        for one in told
    ]


def _vehicles(session: ViewerSession, ids: list[UUID]) -> dict[UUID, Named]:
    columns = (Vehicle.id, Vehicle.vin, Vehicle.year, Vehicle.make, Vehicle.model)
    rows = session.execute(select(*columns).where(Vehicle.id.in_(ids))) if ids else ()
    return {row.id: Named(row.id, f"{row.year} {row.make} {row.model}", row.vin) for row in rows}


def _people(session: ViewerSession, ids: list[UUID]) -> dict[UUID, Named]:
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))) if ids else ()
    return {row.id: Named(row.id, row.name) for row in rows}


def _plates(session: ViewerSession, ids: list[UUID]) -> dict[UUID, Named]:
    rows = (
        session.execute(select(PlateMark.id, PlateMark.display).where(PlateMark.id.in_(ids))) if ids else ()
    )
    return {row.id: Named(row.id, row.display) for row in rows}
