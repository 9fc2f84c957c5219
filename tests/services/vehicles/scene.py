"""A vehicle with an owner and a plate, at an office."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime

from casework.base.clock import freeze
from casework.domain.vin import check_digit
from casework.models import Vehicle
from casework.services.office import Office, office_of
from casework.services.people.register_person import NewPerson, register_person
from casework.services.vehicles.assign_plate import assign_plate
from casework.services.vehicles.history import midnight
from casework.services.vehicles.issue_plate import issue_plate
from casework.services.vehicles.register_vehicle import NewVehicle, enter_first_owners, register_vehicle
from casework.store.session import ViewerSession
from tests.services.desks import Desks

BOUGHT = date(2020, 5, 1)
SOLD = date(2026, 11, 2)
ENTERED = datetime(2026, 1, 5, 18, tzinfo=UTC)


@dataclass(frozen=True)
class Scene:
    """Ids of what was set up."""

    vehicle: uuid.UUID
    seller: uuid.UUID
    buyer: uuid.UUID
    lender: uuid.UUID
    mark: uuid.UUID
    issue: uuid.UUID


def a_vin(serial: int) -> str:
    """A VIN with the right check digit for 2020."""
    plain = f"1HGCMA260LA{serial:06d}"
    return plain[:8] + check_digit(plain) + plain[9:]


def a_vehicle(session: ViewerSession, serial: int = 4352, **more: object) -> Vehicle:
    """A registered vehicle without owners."""
    told: dict[str, object] = {"vin": a_vin(serial), "make": "Honda", "model": "Accord", "year": 2020}
    return register_vehicle(session, NewVehicle(**(told | more)))  # type: ignore[arg-type]  # told by name


def a_person(session: ViewerSession, name: str) -> uuid.UUID:
    """A registered person's id."""
    return register_person(session, NewPerson(name)).id


def set_scene(desks: Desks, office: Office, plate: str = "8ABC123", plate_class: str = "standard") -> Scene:
    """A 2020 Honda, owned since May 2020, with a plate since then."""
    with freeze(ENTERED), desks.all_seeing(office) as session:
        vehicle = a_vehicle(session)
        seller, buyer = a_person(session, "Ana Seller"), a_person(session, "Bao Buyer")
        lender = a_person(session, "First Bank")
        enter_first_owners(session, vehicle, [seller], since=BOUGHT)
        issue = issue_plate(session, plate, plate_class, on=BOUGHT)
        since = midnight(BOUGHT, office_of(session).tenant.timezone)
        assign_plate(session, issue.id, vehicle.id, registrant=seller, since=since)
        session.commit()
        return Scene(vehicle.id, seller, buyer, lender, issue.mark_id, issue.id)
