"""Plates of a vehicle at any moment; for the police, part of a plate, and vehicles that shared one."""

from typing import Any
from uuid import UUID

from casework.api.looking import current_office, looking_off_case
from casework.api.operation import READS, Answers, Operations, operation
from casework.api.v1.moments import an_instant
from casework.api.v1.shapes.moments import MomentQuery
from casework.api.v1.shapes.traces import (
    LikePlatesShape,
    LinkedVehiclesShape,
    SeenQuery,
    VehiclePlatesShape,
)
from casework.api.v1.shapes.vehicles import EverQuery
from casework.api.v1.withheld import withheld_faces
from casework.base.clock import now
from casework.services.vehicles.find_vehicle import vehicle_by_id
from casework.services.vehicles.partial_plate import LikePlate, Seen, linked_vehicles, partial_plate
from casework.services.vehicles.read_vehicle import read_vehicle
from casework.services.vehicles.vehicle_at import as_known, at
from casework.services.vehicles.vehicle_view import PlateView

traces = Operations("traces", "From vehicles to plates, and from part of a plate to vehicles.")


@operation(
    traces,
    "GET /vehicles/<uuid:vehicle_id>/plates",
    permission="plate.read",
    query=EverQuery,
    headers=READS,
    answers=Answers(VehiclePlatesShape, problems=(404, 422)),
)
def read_the_plates_of_a_vehicle(query: dict[str, Any], vehicle_id: UUID) -> dict[str, Any]:
    """Which plates a vehicle carried, and when

    All of them, temporary ones too; with `valid_at` only those of that moment. `known_at` tells what was on record at
    another time.

    ```
    curl -H "Authorization: Bearer $TOKEN" \\
      "$CASEWORK/api/v1/vehicles/0192f0c1-2d3e-7f00-8000-000000000000/plates?valid_at=2026-03-01"
    ```
    """
    valid_at, known_at = an_instant(query, "valid_at"), an_instant(query, "known_at") or now()
    zone = current_office().tenant.timezone
    with looking_off_case() as session:
        view = as_known(read_vehicle(session, vehicle_id), known_at, zone)
        session.commit()
    plates = view.plates if valid_at is None else at(view, valid_at, zone).plates
    return {
        "valid_at": valid_at,
        "known_at": known_at,
        "plates": [_plate(row) for row in plates],
        "withheld": withheld_faces(view.withheld),
    }


@operation(
    traces,
    "GET /plates",
    permission="plate.trace",
    query=SeenQuery,
    headers=READS,
    answers=Answers(LikePlatesShape, problems=(422,)),
)
def find_plates_like(query: dict[str, Any]) -> dict[str, Any]:
    """Search by part of a plate

    For the police: the plates that fit what was seen, on the vehicles that carried them at `valid_at`. Only under a
    use that opens names; each search is on the ledger.

    ```
    curl -H "Authorization: Bearer $TOKEN" \\
      -H 'Purpose-Facts: {"agency": "Northport Police", "incident": "NP-26-4471", "event_on": "2026-03-01"}' \\
      "$CASEWORK/api/v1/plates?pattern=7A%3FC*&make=Honda&valid_at=2026-03-01"
    ```
    """
    valid_at, known_at = an_instant(query, "valid_at") or now(), an_instant(query, "known_at") or now()
    told = {name: query[name] for name in ("make", "model", "colour", "year")}
    seen = Seen(query["pattern"], **told, valid_at=valid_at, known_at=known_at)
    with looking_off_case() as session:
        found = partial_plate(session, seen)
        session.commit()
    return {"valid_at": valid_at, "known_at": known_at, "plates": [_like(row) for row in found]}


@operation(
    traces,
    "GET /vehicles/<uuid:vehicle_id>/linked",
    permission="plate.trace",
    query=MomentQuery,
    headers=READS,
    answers=Answers(LinkedVehiclesShape, problems=(404, 422)),
)
def read_the_linked_vehicles(query: dict[str, Any], vehicle_id: UUID) -> dict[str, Any]:
    """Find vehicles that shared a plate with this one

    For the police: every vehicle that by `valid_at` had carried a plate which this one carried too, at whatever time.

    ```
    curl -H "Authorization: Bearer $TOKEN" \\
      -H 'Purpose-Facts: {"agency": "Northport Police", "incident": "NP-26-4471", "event_on": "2026-03-01"}' \\
      "$CASEWORK/api/v1/vehicles/0192f0c1-2d3e-7f00-8000-000000000000/linked"
    ```
    """
    valid_at, known_at = an_instant(query, "valid_at") or now(), an_instant(query, "known_at") or now()
    with looking_off_case() as session:
        vehicle_by_id(session, vehicle_id)
        found = linked_vehicles(session, vehicle_id, valid_at=valid_at, known=known_at)
        session.commit()
    rows = [
        {"vehicle_id": other, "vehicle": name, "plates": sorted(plates)}
        for other, (name, plates) in found.items()
    ]
    return {"valid_at": valid_at, "known_at": known_at, "vehicles": rows}


def _plate(row: PlateView) -> dict[str, Any]:
    same = ("display", "plate_class", "role", "since", "until", "recorded_at", "case_number")
    return {name: getattr(row, name) for name in same} | {"plate_id": row.mark_id, "status_now": row.status}


def _like(row: LikePlate) -> dict[str, Any]:
    same = ("display", "plate_class", "vehicle_id", "vehicle", "colour", "since", "until", "certain")
    return {name: getattr(row, name) for name in same} | {"plate_id": row.mark_id}
