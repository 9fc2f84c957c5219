"""The owners on record of the vehicle that a case is about."""

from __future__ import annotations

from uuid import UUID

from casework.base.clock import now
from casework.services.cases.facts import read_facts
from casework.services.vehicles.find_vehicle import vehicle_by_vin
from casework.services.vehicles.owners import holder_ids, ownership_at
from casework.store.session import ViewerSession


def owners_of_case(session: ViewerSession, case_id: UUID) -> frozenset[UUID]:
    """The present owners of the vehicle whose VIN the case gives; none where VINs are withheld or nothing is known."""
    if not session.viewer.access.may_read("asset"):
        return frozenset()
    vin = read_facts(session, case_id, ["vin"]).get("vin")
    vehicle = vehicle_by_vin(session, str(vin)) if vin else None
    held = ownership_at(session, vehicle.id, now()) if vehicle else None
    return frozenset(holder_ids(session, held.id)) if held else frozenset()
