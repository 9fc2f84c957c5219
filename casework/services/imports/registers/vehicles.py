"""Vehicles from a file: known by their VIN, and before 1981 by VIN, make and year."""

from __future__ import annotations

from collections.abc import Sequence

from casework.base.clock import now
from casework.base.errors import InvalidInput
from casework.base.phrases import Phrase, phrase
from casework.domain.vin import Kind
from casework.services.imports.references import KnownVehicle, vehicles_by_vin
from casework.services.imports.register import (
    Claim,
    Entry,
    ImportField,
    NeverPerhaps,
    Told,
    register_to_import,
)
from casework.services.office import Office
from casework.services.vehicles.register_vehicle import NewVehicle, vehicle_row
from casework.store.session import ViewerSession

FIRST_STANDARD_YEAR = 1981
FIRST_CAR = 1886
_FIELDS = (
    ImportField(
        *("vin", "vin", phrase("VIN")),
        required=True,
        aliases=("vehicle identification number", "chassis", "chassis number", "serial", "niv", "bastidor"),
    ),
    ImportField("make", "text", phrase("Make"), True, ("brand", "manufacturer", "marca"), max_length=60),
    ImportField("model", "text", phrase("Model"), True, ("type", "modelo", "series"), max_length=60),
    ImportField(
        *("year", "integer", phrase("Model year")),
        required=True,
        aliases=("model year", "modelyear", "year of manufacture", "yr", "año", "ano"),
    ),
    ImportField(
        "body", "text", phrase("Body"), False, ("body type", "body style", "carrocería"), max_length=60
    ),
    ImportField("colour", "text", phrase("Colour"), False, ("color", "cor"), max_length=40),
    ImportField(
        "fuel", "text", phrase("Fuel"), False, ("fuel type", "combustible", "propulsion"), max_length=40
    ),
    ImportField(
        *("gvwr_lb", "integer", phrase("Gross weight rating in pounds")),
        aliases=("gvwr", "gross weight", "weight"),
    ),
)


class Vehicles(NeverPerhaps):
    """The register of vehicles."""

    name = "vehicles"
    record = "vehicle"
    needs: tuple[tuple[str, ...], ...] = ()
    label: Phrase = phrase("Vehicles")
    hint: Phrase = phrase("One row for each vehicle: VIN, make, model and model year")

    def fields(self, office: Office) -> tuple[ImportField, ...]:
        return _FIELDS

    def look(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        known = vehicles_by_vin(session, (entry.values["vin"] for entry in entries))
        for entry in entries:
            self._judge(entry, known.get(entry.values["vin"], []))

    def write(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        for entry in entries:
            row = entry.more["row"]
            session.add(row)
            entry.made.append(("vehicle", row.id))
        session.flush()

    def _judge(self, entry: Entry, here: list[KnownVehicle]) -> None:
        vin, year = entry.values["vin"], entry.values["year"]
        if not FIRST_CAR <= year <= now().year + 2:
            entry.refuse("year", "YEAR", phrase("Enter the model year with four digits"))
            return
        try:
            entry.more["row"] = vehicle_row(_described(entry))
        except InvalidInput as wrong:
            entry.refuse("vin", "VIN", wrong.sayings["vin"])
            return
        old = year < FIRST_STANDARD_YEAR
        make = entry.values["make"]
        entry.claims.append(Claim(f"{vin}/{make.casefold()}/{year}" if old else vin))
        for one in here:
            alike = one.make.casefold() == make.casefold() and one.year == year
            if alike:
                entry.record = one.id
            elif not old and one.year >= FIRST_STANDARD_YEAR:
                said = phrase(
                    "This VIN is on record as %(make)s, model year %(year)s. Compare both with the title",
                    **{"make": one.make, "year": one.year},
                )
                entry.refuse("vin", "VIN_OTHER_VEHICLE", said)


def _described(entry: Entry) -> NewVehicle:
    kind: Kind = "standard"
    told = {name: value for name, value in entry.values.items() if name != "vin"}
    return NewVehicle(entry.values["vin"], vin_kind=kind, **told)


VEHICLES = register_to_import(Vehicles())
