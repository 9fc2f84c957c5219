"""The vehicle that a case is about."""

from __future__ import annotations

from casework.base.errors import Refused
from casework.base.phrases import phrase
from casework.models import Vehicle
from casework.packs.deed import Deed
from casework.services.vehicles.find_vehicle import vehicle_by_vin


def the_vehicle(deed: Deed) -> Vehicle:
    """The vehicle of the case; Refused VEHICLE_UNKNOWN when the register does not have it."""
    vin = deed.fact("vin") or ""
    known: dict[str, Vehicle] = deed.session.info.setdefault(
        "vehicles", {}
    )  # several guards of a page ask for it
    found = known.get(vin) or vehicle_by_vin(deed.session, vin)
    if found is None:
        said = phrase("The register has no vehicle with this VIN. Compare it with the title")
        raise Refused("VEHICLE_UNKNOWN", said)
    known[vin] = found
    return found
