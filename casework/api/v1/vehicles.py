"""Vehicles: find one by its VIN, read its history."""

from typing import Any
from uuid import UUID

from casework.api.looking import current_office, looking_off_case
from casework.api.operation import READS, Answers, Operations, operation
from casework.api.v1.moments import an_instant
from casework.api.v1.shapes.moments import ChainShape, MomentQuery
from casework.api.v1.shapes.vehicles import VehicleQuery, VehicleShape, VehiclesShape
from casework.api.v1.withheld import withheld_faces
from casework.base.clock import now
from casework.services.vehicles.find_vehicle import find_vehicles
from casework.services.vehicles.read_vehicle import read_vehicle
from casework.services.vehicles.vehicle_at import TitleStep, as_known, chain_of_title, chain_until
from casework.services.vehicles.vehicle_view import LienView, OwnershipView, VehicleView

vehicles = Operations("vehicles", "Vehicles with their owners, plates, readings, brands, holds and liens.")


@operation(
    vehicles,
    "GET /vehicles",
    permission="vehicle.read",
    query=VehicleQuery,
    headers=READS,
    answers=Answers(VehiclesShape, problems=(422,)),
)
def find_the_vehicles(query: dict[str, Any]) -> dict[str, Any]:
    """Find vehicles by VIN

    ```
    curl -H "Authorization: Bearer $TOKEN" "$CASEWORK/api/v1/vehicles?vin=1HGCM82633A004352"
    ```
    """
    with looking_off_case() as session:
        found = find_vehicles(session, query["vin"])
        session.commit()
    return {"exact": found.exact, "similar": found.similar}


@operation(
    vehicles,
    "GET /vehicles/<uuid:vehicle_id>",
    permission="vehicle.read",
    headers=READS,
    answers=Answers(VehicleShape, problems=(404,)),
)
def read_the_vehicle(vehicle_id: UUID) -> dict[str, Any]:
    """Read a vehicle with its history

    Facts about the vehicle are open under the register's own purpose. Who owned it is open only under purposes that
    permit it, most of which demand facts with each reading (`Purpose-Facts`).

    ```
    curl -H "Authorization: Bearer $TOKEN" -H 'Purpose-Facts: {"programme": "R-2026-14"}' \\
      "$CASEWORK/api/v1/vehicles/0192f0c1-2d3e-7f00-8000-000000000000"
    ```
    """
    with looking_off_case() as session:
        view = read_vehicle(session, vehicle_id)
        session.commit()
    return _face(view)


@operation(
    vehicles,
    "GET /vehicles/<uuid:vehicle_id>/chain",
    permission="vehicle.read",
    query=MomentQuery,
    headers=READS,
    answers=Answers(ChainShape, problems=(404, 422)),
)
def read_the_chain(query: dict[str, Any], vehicle_id: UUID) -> dict[str, Any]:
    """Read a vehicle's chain of title

    The owners one after the other, each with title, case and the brands of its day. Where nobody or two are on record,
    `break_before` says so. `valid_at` gives the chain up to that moment, `known_at` as it stood on record at that time.

    ```
    curl -H "Authorization: Bearer $TOKEN" \\
      "$CASEWORK/api/v1/vehicles/0192f0c1-2d3e-7f00-8000-000000000000/chain?known_at=2026-03-01"
    ```
    """
    at, known_at = an_instant(query, "valid_at") or now(), an_instant(query, "known_at") or now()
    zone = current_office().tenant.timezone
    with looking_off_case() as session:
        view = read_vehicle(session, vehicle_id)
        session.commit()
    steps = chain_until(chain_of_title(as_known(view, known_at, zone), zone), at, zone)
    return {
        "valid_at": at,
        "known_at": known_at,
        "steps": [_step(step, names=view.names_open) for step in steps],
        "withheld": withheld_faces(view.withheld),
    }


def _step(step: TitleStep, *, names: bool) -> dict[str, Any]:
    return {
        **_ownership(step.owned, names=names),
        "brands": step.brands,
        "break_before": step.break_before,
    }


_SAME = (
    "id",
    "vin",
    "make",
    "model",
    "year",
    "body",
    "colour",
    "fuel",
    "registered_until",
    "plates",
    "readings",
    "brands",
    "holds",
)


def _face(view: VehicleView) -> dict[str, Any]:
    return {
        **{name: getattr(view, name) for name in _SAME},
        "ownerships": [_ownership(row, names=view.names_open) for row in view.ownerships],
        "gaps": [{"since": since, "until": until} for since, until in view.gaps],
        "liens": [_lien(row, names=view.names_open) for row in view.liens],
        "withheld": withheld_faces(view.withheld),
    }


def _ownership(row: OwnershipView, *, names: bool) -> dict[str, Any]:
    """Ids lead to people, so they go where the names go."""
    told = ("since", "until", "conjunction", "title_number", "recorded_at", "superseded_at", "case_number")
    return {**{name: getattr(row, name) for name in told}, "owners": row.owners if names else ()}


def _lien(row: LienView, *, names: bool) -> dict[str, Any]:
    return {
        "holder_id": row.holder_id if names else None,
        "holder": row.holder,
        "since": row.since,
        "released_on": row.released_on,
    }
