"""Two agencies and two charities with records of people whose names are canaries, and browsers at their desks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from casework.models import Hold
from casework.services.cases.open_case import Opened
from casework.services.office import Office, office_by_id
from casework.services.people.contact_points import add_address
from casework.services.people.identifiers import add_identifier
from casework.services.people.register_person import NewPerson, register_person
from casework.services.vehicles.assign_plate import assign_plate
from casework.services.vehicles.history import midnight
from casework.services.vehicles.issue_plate import issue_plate
from casework.services.vehicles.register_vehicle import enter_first_owners
from casework.settings import Database
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, MadeUser, make_tenant, make_user
from tests.services.cases.transfers import open_transfer
from tests.services.vehicles.scene import a_vehicle, a_vin

TITLES = ("title_clerk", "title_examiner", "supervisor", "cashier", "privacy_officer")
CHARITY_TITLES = ("finance_officer", "donor_manager", "volunteer_coordinator", "director")


@dataclass(frozen=True)
class Place:
    """An office, its people by title, and the ids of what is on record there."""

    app: Flask
    tenant: MadeTenant
    users: dict[str, MadeUser]
    owner: str
    ids: dict[str, UUID]

    def browser(self, title: str) -> Browser:
        here = Browser(self.app, self.tenant)
        assert here.sign_in(self.users[title]).status_code == 303
        return here

    @contextmanager
    def records(self) -> Iterator[Any]:
        """A session that opens everything, as the loader of sample data has it."""
        with self.app.app_context():
            office: Office = office_by_id(self.tenant.id)
            with office.open(office.system("load_demo")) as session:
                yield session
                session.commit()

    def transfer(self, **answers: Any) -> Opened:
        """A transfer of the vehicle on record, sent by its buyer."""
        told = {"vin": a_vin(4352), "seller_name": self.owner, **answers}
        with self.app.app_context():
            return open_transfer(office_by_id(self.tenant.id), **told)

    def declare(self, here: Browser, code: str, **facts: str) -> None:
        """Say what this browser's reader reads for."""
        answer = here.post(f"/desk/purpose/{code}", facts, form=f"/desk/purpose/{code}")
        assert answer.status_code == 303, answer.get_data(as_text=True)[:500]


def make_place(app: Flask, database: Database, name: str, *, kind: str = "motor_vehicle_agency") -> Place:
    tenant = make_tenant(database, name, kind=kind)
    titles = TITLES if kind == "motor_vehicle_agency" else CHARITY_TITLES
    users = {title: make_user(database, tenant, title, name=f"{title} of {name}") for title in titles}
    users["second"] = make_user(database, tenant, titles[0], name=f"Second of {name}")
    return Place(app, tenant, users, f"CNRY {name} Owner", {})


def with_vehicle(place: Place) -> Place:
    """A Honda with an owner, a plate, and a hold that must warn nobody."""
    with place.records() as session:
        vehicle = a_vehicle(session)
        contacts = (("email", f"cnry-{place.tenant.slug}@example.org"),)
        owner = register_person(
            session, NewPerson(place.owner, birth_date=date(1980, 2, 29), contacts=contacts)
        ).id
        other = register_person(session, NewPerson("Somebody Unrelated")).id
        enter_first_owners(session, vehicle, [owner], since=date(2020, 5, 1))
        issue = issue_plate(session, "8ABC123", "standard", on=date(2020, 5, 1))
        since = midnight(date(2020, 5, 1), "America/Los_Angeles")
        assign_plate(session, issue.id, vehicle.id, registrant=owner, since=since)
        session.add(Hold(vehicle_id=vehicle.id, code="STOLEN", placed_by="CNRYPOLICE", reason="Report 4"))
        place.ids.update(vehicle=vehicle.id, owner=owner, other=other, mark=issue.mark_id)
        session.commit()
    return place


@pytest.fixture(scope="module")
def north(app: Flask, database: Database) -> Place:
    return with_vehicle(make_place(app, database, "Northport"))


@pytest.fixture(scope="module")
def east(app: Flask, database: Database) -> Place:
    return with_vehicle(make_place(app, database, "Eastvale"))


@pytest.fixture(scope="module")
def bank(app: Flask, database: Database) -> Place:
    return make_place(app, database, "Riverbend", kind="charity")


@pytest.fixture(scope="module")
def other_bank(app: Flask, database: Database) -> Place:
    return make_place(app, database, "Hillside", kind="charity")


@pytest.fixture(scope="module")
def port(app, database) -> Place:
    place = with_vehicle(make_place(app, database, "Southbay"))
    with place.records() as session:
        add_address(session, place.ids["owner"], "CNRY 7 Elm Lane")
        add_identifier(session, place.ids["owner"], "driver_licence", "E4000001")
    return place
