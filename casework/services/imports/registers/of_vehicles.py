"""What files about vehicles share: the vehicle that each row names, and a day that has been."""

from __future__ import annotations

from collections.abc import Sequence

from casework.base.clock import today
from casework.base.phrases import phrase
from casework.services.imports.references import one_vehicle, vehicles_by_vin
from casework.services.imports.register import Entry, Told
from casework.store.session import ViewerSession


def with_vehicles(session: ViewerSession, entries: Sequence[Entry]) -> list[Entry]:
    """The rows whose vehicle is here, each with its id as `vehicle`; the others are refused."""
    known = vehicles_by_vin(session, (entry.values["vin"] for entry in entries))
    for entry in entries:
        entry.more["vehicle"] = one_vehicle(entry, known)
    return [entry for entry in entries if not entry.wrong]


def in_the_past(entry: Entry, told: Told, *names: str) -> bool:
    """Whether these days are over; the row is refused where one is not."""
    day = today(told.office.tenant.timezone)
    for name in names:
        if name in entry.values and entry.values[name] > day:
            entry.refuse(name, "FUTURE", phrase("Enter a day that is not in the future"))
    return not entry.wrong
