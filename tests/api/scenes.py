"""What the registers of an office hold when a program looks: every name is a canary."""

import uuid
from dataclasses import dataclass
from datetime import date

from flask import Flask

from casework.base.money import Money
from casework.services.cases.find_case import case_by_id
from casework.services.donors.funds import fund_by_code
from casework.services.donors.record_gift import NewGift, record_gift
from casework.services.office import office_by_id, office_of
from casework.services.people.register_person import NewPerson, register_person
from casework.services.vehicles.assign_plate import assign_plate
from casework.services.vehicles.history import midnight
from casework.services.vehicles.issue_plate import issue_plate
from casework.services.vehicles.register_vehicle import enter_first_owners
from tests.api.programs import Program
from tests.factories.tenants import MadeTenant
from tests.services.vehicles.scene import a_vehicle

BOUGHT = date(2020, 5, 1)


@dataclass(frozen=True)
class Garage:
    """A vehicle with an owner and a plate."""

    vehicle: uuid.UUID
    vin: str
    owner: uuid.UUID
    owner_name: str
    plate: str


@dataclass(frozen=True)
class Donors:
    """Somebody who gave three times."""

    donor: uuid.UUID
    name: str
    email: str
    gifts: tuple[str, ...]


def make_garage(app: Flask, tenant: MadeTenant, plate: str, serial: int) -> Garage:
    """A 2020 Honda, owned since May 2020, with a plate since then."""
    name = f"CNRY-owner-{tenant.slug}"
    with app.app_context():
        office = office_by_id(tenant.id)
        with office.open(office.system("load_demo")) as session:
            vehicle = a_vehicle(session, serial)
            owner = register_person(session, NewPerson(name)).id
            enter_first_owners(session, vehicle, [owner], since=BOUGHT)
            issue = issue_plate(session, plate, "standard", on=BOUGHT)
            since = midnight(BOUGHT, office_of(session).tenant.timezone)
            assign_plate(session, issue.id, vehicle.id, registrant=owner, since=since)
            session.commit()
            return Garage(vehicle.id, vehicle.vin, owner, name, plate)


def make_donors(app: Flask, tenant: MadeTenant) -> Donors:
    """A donor with three gifts."""
    name, email = f"CNRY-donor-{tenant.slug} Herrera", f"cnry-{tenant.slug}@example.org"
    with app.app_context():
        office = office_by_id(tenant.id)
        with office.open(office.system("load_demo")) as session:
            donor = register_person(session, NewPerson(name, contacts=(("email", email),))).id
            fund = fund_by_code(session, "general").id
            gifts = [
                record_gift(session, NewGift(donor, fund, date(2026, 3, day), Money(day * 1000, "USD")))
                for day in (1, 2, 3)
            ]
            numbers = tuple(gift.number for gift in gifts)
            session.commit()
            return Donors(donor, name, email, numbers)


def hand_over(program: Program, case: str) -> int:
    """The case is with the member that a program acts for; its new version."""
    with program.app.app_context():
        office = office_by_id(program.user.tenant.id)
        with office.open(office.system("load_demo")) as session:
            row = case_by_id(session, uuid.UUID(case))
            row.assignee_id = program.user.id
            session.commit()
            return row.version
