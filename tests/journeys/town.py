"""An installation that answers, and what stands in its registers before a journey begins."""

from dataclasses import dataclass
from datetime import date

from flask import Flask

from casework.domain.vin import check_digit
from casework.services.office import office_by_id, office_of
from casework.services.people.register_person import NewPerson, register_person
from casework.services.vehicles.assign_plate import assign_plate
from casework.services.vehicles.history import midnight
from casework.services.vehicles.issue_plate import issue_plate
from casework.services.vehicles.register_vehicle import NewVehicle, enter_first_owners, register_vehicle
from casework.settings import Settings
from tests.factories.tenants import MadeTenant
from tests.services.desks import Desks
from tests.working import work_off

BOUGHT = date(2020, 5, 1)


@dataclass(frozen=True)
class Town:
    """An installation that answers at `url`."""

    flask: Flask
    settings: Settings
    url: str

    def home(self, tenant: MadeTenant) -> str:
        """The address of an office."""
        return f"{self.url}/t/{tenant.slug}"

    def work_off(self) -> None:
        """Send the mail that is due, and whatever else waits."""
        work_off(self.flask, self.settings)

    def desks(self) -> Desks:
        """Sessions to set the scene with."""
        return Desks(self.flask, self.settings)


@dataclass(frozen=True)
class Car:
    """A vehicle on record, by what its papers say."""

    vin: str
    plate: str
    owner: str


def a_car(town: Town, tenant: MadeTenant, car: Car) -> None:
    """A 2020 Honda in the register, owned since `BOUGHT`, with its plate."""
    with town.flask.app_context():
        office = office_by_id(tenant.id)
    with town.desks().all_seeing(office) as session:
        vehicle = register_vehicle(session, NewVehicle(car.vin, "Honda", "Accord", 2020))
        owner = register_person(session, NewPerson(car.owner)).id
        enter_first_owners(session, vehicle, [owner], since=BOUGHT)
        issue = issue_plate(session, car.plate, "standard", on=BOUGHT)
        since = midnight(BOUGHT, office_of(session).tenant.timezone)
        assign_plate(session, issue.id, vehicle.id, registrant=owner, since=since)
        session.commit()


def a_vin(serial: int) -> str:
    """A VIN of that car's year, with the right check digit."""
    plain = f"1HGCMA260LA{serial:06d}"
    return plain[:8] + check_digit(plain) + plain[9:]
