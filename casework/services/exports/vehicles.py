"""The register of vehicles as a list: each with its plate and its owners of today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import Ownership, PlateAssignment, PlateIssue, PlateMark, Vehicle
from casework.services.exports.listing import Cell, ExportColumn, list_to_export
from casework.services.vehicles.owners import holders_of
from casework.services.withheld import shows
from casework.store.columns import columns_of, one_of
from casework.store.session import ViewerSession


class VehicleLine(Value):
    """Columns of `Vehicle`."""

    id: UUID
    vin: str
    make: str
    model: str
    year: int
    body: str | None
    colour: str | None
    fuel: str
    gvwr_lb: int | None


PLAIN = ("make", "model", "year", "body", "colour", "fuel", "gvwr_lb")


class VehicleList:
    """Every vehicle on record."""

    name = "vehicles"
    having = "plates"
    label = phrase("Vehicles")
    columns = (
        ExportColumn("vin", phrase("VIN"), "vehicle.numbers"),
        ExportColumn("make", phrase("Make")),
        ExportColumn("model", phrase("Model")),
        ExportColumn("year", phrase("Model year")),
        ExportColumn("body", phrase("Body")),
        ExportColumn("colour", phrase("Colour")),
        ExportColumn("fuel", phrase("Fuel")),
        ExportColumn("gvwr_lb", phrase("Gross weight rating in pounds")),
        ExportColumn("plate", phrase("Plate"), "plate.numbers"),
        ExportColumn("owners", phrase("Owners"), "vehicle.owners"),
    )

    def page(
        self, session: ViewerSession, after: UUID | None, size: int
    ) -> tuple[Sequence[Mapping[str, Cell]], UUID | None]:
        lines = columns_of(session, Vehicle, VehicleLine)
        chosen = lines.select if after is None else lines.select.where(Vehicle.id > after)
        rows = lines.rows(session.execute(chosen.order_by(Vehicle.id).limit(size + 1)))
        shown = rows[:size]
        ids = [row.id for row in shown]
        owners, plates, numbers = (
            _owners(session, ids),
            _plates(session, ids),
            shows(session, "vehicle.numbers"),
        )
        told = [
            {name: getattr(row, name) for name in PLAIN}
            | ({"vin": row.vin} if numbers else {})
            | {"owners": owners.get(row.id), "plate": plates.get(row.id)}
            for row in shown
        ]
        return told, shown[-1].id if len(rows) > size else None


def _owners(session: ViewerSession, vehicles: Sequence[UUID]) -> dict[UUID, str]:
    """Vehicle → the names of its owners of today; nothing where names are withheld."""
    if not shows(session, "vehicle.owners"):
        return {}
    rows = session.execute(
        select(Ownership.id, Ownership.vehicle_id).where(
            one_of(Ownership.vehicle_id, vehicles),
            Ownership.superseded_at.is_(None),
            Ownership.valid_to.is_(None),
        )
    ).all()
    holders = holders_of(session, [row.id for row in rows])
    return {row.vehicle_id: "; ".join(one.name or "" for one in holders.get(row.id, ())) for row in rows}


def _plates(session: ViewerSession, vehicles: Sequence[UUID]) -> dict[UUID, str]:
    """Vehicle → the plates that are on it today; nothing where plates are withheld."""
    if not shows(session, "plate.numbers"):
        return {}
    rows = session.execute(
        select(PlateMark.id, PlateMark.display, PlateAssignment.vehicle_id)
        .join(PlateIssue, PlateIssue.mark_id == PlateMark.id)
        .join(PlateAssignment, PlateAssignment.issue_id == PlateIssue.id)
        .where(
            one_of(PlateAssignment.vehicle_id, vehicles),
            PlateAssignment.superseded_at.is_(None),
            PlateAssignment.valid_to.is_(None),
        )
        .order_by(PlateAssignment.valid_from)
    )
    found: dict[UUID, str] = {}
    for row in rows:
        before = found.get(row.vehicle_id)
        found[row.vehicle_id] = f"{before}; {row.display}" if before else row.display
    return found


VEHICLE_LIST = list_to_export(VehicleList())
