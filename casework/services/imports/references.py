"""What rows of a file name: vehicles by VIN, people by their number in the old system, many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, ColumnElement, Text, any_, cast, literal, select

from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import ImportKey, Vehicle
from casework.services.imports.register import Entry
from casework.services.withheld import require_open
from casework.store.session import ViewerSession

PEOPLE = "people"


class KnownVehicle(Value):
    """A vehicle on record."""

    id: UUID
    vin_key: str
    make: str
    model: str
    year: int


def among(column: Any, values: Iterable[str]) -> ColumnElement[bool]:
    """That a column is one of these texts: one value, however many, so that the statement stays the same."""
    return cast(column == any_(literal(sorted(set(values)), ARRAY(Text))), Boolean)


def vehicles_by_vin(session: ViewerSession, vins: Iterable[str]) -> dict[str, list[KnownVehicle]]:
    """The vehicles that have these VINs. Before 1981 one number may be on several."""
    require_open(session, "vehicle.numbers")
    rows = session.execute(
        select(Vehicle.id, Vehicle.vin_key, Vehicle.make, Vehicle.model, Vehicle.year).where(
            among(Vehicle.vin_key, vins)
        )
    )
    found: dict[str, list[KnownVehicle]] = defaultdict(list)
    for row in rows:
        found[row.vin_key].append(KnownVehicle(*row))
    return found


def records_of(session: ViewerSession, register: str, source: str, numbers: Iterable[str]) -> dict[str, UUID]:
    """The records that numbers of an old system stand for."""
    rows = session.execute(
        select(ImportKey.id, ImportKey.key, ImportKey.record_id).where(
            ImportKey.register == register, ImportKey.source == source, among(ImportKey.key, numbers)
        )
    )
    return {row.key: row.record_id for row in rows}


def new_by_number(
    session: ViewerSession, register: str, source: str, entries: Iterable[Entry]
) -> list[Entry]:
    """The good rows whose number stands for no record yet; each good row is told its number and what it stands for."""
    good = [entry for entry in entries if not entry.wrong]
    numbers = [entry.values["number"] for entry in good if "number" in entry.values]
    known = records_of(session, register, source, numbers)
    for entry in good:
        entry.number = entry.values.get("number")
        entry.record = known.get(entry.number or "")
        entry.numbered = entry.record is not None
    return [entry for entry in good if entry.record is None]


def one_vehicle(entry: Entry, known: dict[str, list[KnownVehicle]]) -> UUID | None:
    """The vehicle that a row names; None, and the row is refused, when it is not here or not clear."""
    if "vin" not in entry.values:
        return None
    found = known.get(entry.values["vin"], [])
    if len(found) == 1:
        return found[0].id
    if found:
        said = phrase("Several vehicles from before 1981 have this VIN. Enter this row at the counter")
        entry.refuse("vin", "VIN_AMBIGUOUS", said)
    else:
        said = phrase("No vehicle with this VIN is here. Import the vehicles first, or correct the VIN")
        entry.refuse("vin", "VEHICLE_UNKNOWN", said)
    return None


def people_named(entry: Entry, fields: Sequence[str], known: dict[str, UUID]) -> list[UUID]:
    """The people whom a row names by their numbers, in order; the row is refused when one is not here."""
    found: list[UUID] = []
    for name in fields:
        number = entry.values.get(name)
        if number is None:
            continue
        person = known.get(number)
        if person is None:
            said = phrase("Nobody with this number is here from this source. Import the owners first")
            entry.refuse(name, "OWNER_UNKNOWN", said)
        elif person in found:
            entry.refuse(name, "OWNER_TWICE", phrase("The same owner is named twice in this row"))
        else:
            found.append(person)
    return found
