"""Readings of odometers from a file: which vehicle, on which day, what it showed, and what was certified of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.ids import new_id
from casework.base.phrases import Phrase, phrase
from casework.domain.odometer import Certified, Reading, check_reading
from casework.models import Brand, OdometerReading
from casework.services.imports.register import (
    Claim,
    Entry,
    ImportField,
    NeverPerhaps,
    Told,
    register_to_import,
)
from casework.services.imports.registers.brands import standing_brands
from casework.services.imports.registers.of_vehicles import in_the_past, with_vehicles
from casework.services.imports.registers.vehicles import VEHICLES
from casework.services.insert_rows import insert_rows
from casework.services.office import Office
from casework.store.columns import one_of
from casework.store.session import ViewerSession

MOST = 9_999_999
_FIELDS = (
    ImportField(
        *("read_on", "date", phrase("Read on")),
        required=True,
        aliases=("date", "reading date", "odometer date", "day", "fecha", "data"),
    ),
    ImportField(
        *("reading", "integer", phrase("Reading of the odometer")),
        required=True,
        aliases=(
            "odometer",
            "odometer reading",
            "mileage",
            "miles",
            "kilometers",
            "km",
            "odómetro",
            "hodômetro",
        ),
    ),
    ImportField("unit", "choice", phrase("Miles or kilometers"), False, ("units",), options=("mi", "km")),
    ImportField(
        *("certified", "choice", phrase("Certified as")),
        aliases=("certification", "odometer status", "actual"),
        options=tuple(one.value for one in Certified),
    ),
)


class Readings(NeverPerhaps):
    """Odometer readings. One that is lower than an earlier one comes in too: as a sign of fraud it is raised later."""

    name = "readings"
    record = "odometer_reading"
    needs: tuple[tuple[str, ...], ...] = ()
    label: Phrase = phrase("Odometer readings")
    hint: Phrase = phrase("One row for each: the VIN, the day, what the odometer showed")

    def fields(self, office: Office) -> tuple[ImportField, ...]:
        return (VEHICLES.fields(office)[0], *_FIELDS)

    def look(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        good = [entry for entry in with_vehicles(session, entries) if in_the_past(entry, told, "read_on")]
        for entry in good:
            if not 0 <= entry.values["reading"] <= MOST:
                entry.refuse("reading", "READING", phrase("Check the odometer: it has too many digits"))
        good = [entry for entry in good if not entry.wrong]
        known = _known(session, [entry.more["vehicle"] for entry in good])
        for entry in good:
            reading = _reading(entry)
            key = (entry.more["vehicle"], reading.on, reading.value, reading.unit)
            entry.claims.append(Claim(" ".join(map(str, key))))
            entry.record = known.get(key)

    def write(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        bears = set(standing_brands(session, {entry.more["vehicle"] for entry in entries}))
        rows: list[dict[str, Any]] = []
        brands: list[dict[str, Any]] = []
        for entry in entries:
            reading, vehicle = _reading(entry), entry.more["vehicle"]
            row = {"id": new_id(), "vehicle_id": vehicle, "reading": reading.value, "unit": reading.unit}
            rows.append(row | {"certified": reading.certified.value, "read_on": reading.on})
            entry.made.append(("odometer_reading", row["id"]))
            brand = check_reading(reading, []).brand
            if brand and (vehicle, brand) not in bears:
                bears.add((vehicle, brand))
                new = {"id": new_id(), "vehicle_id": vehicle, "brand": brand, "source": "odometer"}
                brands.append(new | {"effective_on": reading.on})
                entry.made.append(("brand", new["id"]))
        insert_rows(session, OdometerReading, rows)
        insert_rows(session, Brand, brands)


def _reading(entry: Entry) -> Reading:
    values = entry.values
    certified = Certified(values.get("certified", Certified.ACTUAL.value))
    return Reading(
        values["reading"], "km" if values.get("unit") == "km" else "mi", certified, values["read_on"]
    )


def _known(session: ViewerSession, vehicles: Iterable[UUID]) -> dict[tuple[UUID, date, int, str], UUID]:
    """(vehicle, day, reading, unit) → the row on record."""
    columns = (OdometerReading.id, OdometerReading.vehicle_id, OdometerReading.read_on)
    rows = session.execute(
        select(*columns, OdometerReading.reading, OdometerReading.unit).where(
            one_of(OdometerReading.vehicle_id, list(vehicles))
        )
    )
    return {(row.vehicle_id, row.read_on, row.reading, row.unit): row.id for row in rows}


READINGS = register_to_import(Readings())
