"""The register of plates as a list: each life of a mark, its state, and the vehicle and person it is with today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from casework.base.phrases import phrase
from casework.models import Person, PlateAssignment, PlateIssue, PlateMark, Vehicle
from casework.services.exports.listing import Cell, ExportColumn, list_to_export
from casework.services.withheld import shows
from casework.store.columns import one_of
from casework.store.session import ViewerSession


class PlateList:
    """Every life of every mark."""

    name = "plates"
    having = "plates"
    label = phrase("Plates")
    columns = (
        ExportColumn("plate", phrase("Plate"), "plate.numbers"),
        ExportColumn("plate_class", phrase("Class of plate")),
        ExportColumn("life", phrase("Life")),
        ExportColumn("status", phrase("State")),
        ExportColumn("issued_on", phrase("Issued on")),
        ExportColumn("follows", phrase("Goes with")),
        ExportColumn("vin", phrase("VIN"), "vehicle.numbers"),
        ExportColumn("registrant", phrase("Registered to"), "plate.owners"),
    )

    def page(
        self, session: ViewerSession, after: UUID | None, size: int
    ) -> tuple[Sequence[Mapping[str, Cell]], UUID | None]:
        chosen = select(
            *(PlateIssue.id, PlateIssue.mark_id, PlateIssue.life, PlateIssue.status),
            *(PlateIssue.issued_on, PlateIssue.follows),
        )
        if after is not None:
            chosen = chosen.where(PlateIssue.id > after)
        rows = session.execute(chosen.order_by(PlateIssue.id).limit(size + 1)).all()
        shown = rows[:size]
        marks = _marks(session, [row.mark_id for row in shown])
        carried = _carried(session, [row.id for row in shown])
        told = [
            {
                "life": row.life,
                "status": row.status,
                "issued_on": row.issued_on.isoformat(),
                "follows": row.follows,
                **marks[row.mark_id],
                **carried.get(row.id, {}),
            }
            for row in shown
        ]
        return told, shown[-1].id if len(rows) > size else None


def _marks(session: ViewerSession, marks: Sequence[UUID]) -> dict[UUID, dict[str, Cell]]:
    numbers = shows(session, "plate.numbers")
    columns = [PlateMark.id, PlateMark.plate_class, *([PlateMark.display] if numbers else [])]
    return {
        row.id: {"plate_class": row.plate_class} | ({"plate": row.display} if numbers else {})
        for row in session.execute(select(*columns).where(one_of(PlateMark.id, marks)))
    }


def _carried(session: ViewerSession, issues: Sequence[UUID]) -> dict[UUID, dict[str, Cell]]:
    """Plate issue → the vehicle it is on today, and whose it is, as far as both are open."""
    on = session.execute(
        select(PlateAssignment.issue_id, PlateAssignment.vehicle_id, PlateAssignment.registrant_id)
        .where(
            one_of(PlateAssignment.issue_id, issues),
            PlateAssignment.superseded_at.is_(None),
            PlateAssignment.valid_to.is_(None),
        )
        .order_by(PlateAssignment.valid_from)
    ).all()
    vins: dict[UUID, str] = {}
    names: dict[UUID, str] = {}
    if shows(session, "vehicle.numbers"):
        chosen = select(Vehicle.id, Vehicle.vin).where(one_of(Vehicle.id, [row.vehicle_id for row in on]))
        vins = {row.id: row.vin for row in session.execute(chosen)}
    if shows(session, "plate.owners"):
        people = select(Person.id, Person.name).where(one_of(Person.id, [row.registrant_id for row in on]))
        names = {row.id: row.name for row in session.execute(people)}
    return {
        row.issue_id: {"vin": vins.get(row.vehicle_id), "registrant": names.get(row.registrant_id)}
        for row in on
    }


PLATE_LIST = list_to_export(PlateList())
