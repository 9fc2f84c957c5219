"""Signs of fraud in the demo's register, each once: vehicles of a make of their own, which no story touches."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from casework.base import clock
from casework.base.ids import new_id
from casework.domain.odometer import Certified, Reading
from casework.models import Vehicle
from casework.services.demo.cases import Stage
from casework.services.demo.vehicles import vin_of
from casework.services.fraud.find_flags import find_flags
from casework.services.office import office_of
from casework.services.people.register_person import NewPerson, register_person
from casework.services.vehicles.assign_plate import assign_plate, close_plate_assignment
from casework.services.vehicles.history import midnight
from casework.services.vehicles.issue_plate import issue_plate
from casework.services.vehicles.register_vehicle import NewVehicle, enter_first_owners, register_vehicle
from casework.services.vehicles.review_price import low_price_flag
from casework.services.vehicles.transfer_title import TitleTransfer, transfer_title
from casework.store.session import ViewerSession

MAKE = "Corvane"
WMI = "2CV"
FIRST = 900_000
WHERE = "northport"
_PEOPLE = (
    *("Alma Reyes", "Beto Lindt", "Cora Mabry", "Dov Hanley", "Enid Fosse", "Falk Moran"),
    *("Gita Noble", "Hugo Paine", "Ilse Quade"),
)


def plant_signs(stage: Stage) -> None:
    """Make them, unless they are there, and find them."""
    if stage.demo.slug != WHERE:
        return
    with stage.office.open(stage.office.system("load_demo")) as session:
        planted = session.scalar(select(func.count()).where(Vehicle.make == MAKE))
    if not planted:
        _plant(stage)
    with stage.office.open(stage.office.system("find_fraud")) as session:
        find_flags(session)
        session.commit()


class _Scene:
    """What the planted stories are made of; every act as of its own day."""

    def __init__(self, session: ViewerSession, day: date) -> None:
        self.session, self.day, self.made = session, day, 0
        self.people = [register_person(session, NewPerson(name)).id for name in _PEOPLE]

    def ago(self, days: int) -> date:
        return self.day - timedelta(days=days)

    def car(self, owners: Sequence[UUID], since: date, *, year: int = 2016) -> Vehicle:
        self.made += 1
        vin = vin_of(Random(self.made), WMI, year, FIRST + self.made)
        with self.at(since):
            new = NewVehicle(vin, MAKE, "Lark", year, colour="silver")
            vehicle = register_vehicle(self.session, new)
            enter_first_owners(self.session, vehicle, owners, since=since)
        return vehicle

    def sell(self, vehicle: Vehicle, seller: UUID, buyer: UUID, on: date, miles: int | None = None) -> None:
        reading = Reading(miles, "mi", Certified.NOT_ACTUAL, on) if miles else None
        with self.at(on):
            deed = TitleTransfer(vehicle.id, on, frozenset({seller}), (buyer,), odometer=reading)
            transfer_title(self.session, deed)

    def at(self, day: date) -> AbstractContextManager[datetime]:
        zone = ZoneInfo(office_of(self.session).tenant.timezone)
        return clock.at(datetime.combine(day, time(11), zone))


def _plant(stage: Stage) -> None:
    with stage.office.open(stage.office.system("load_demo")) as session:
        scene = _Scene(session, stage.day)
        _one_vin_twice(scene)
        _title_to_and_fro(scene)
        _plate_to_and_fro(scene)
        _many_hands(scene)
        _many_vehicles(scene)
        _odometer(scene)
        _one_address(scene, stage)
        _low_price(scene)
        session.commit()


def _one_vin_twice(scene: _Scene) -> None:
    """The same VIN on a vehicle of another year: past the check that stands in everybody else's way."""
    first = scene.car(scene.people[:1], scene.ago(1500))
    twin = Vehicle(id=new_id(), vin=first.vin, vin_key=first.vin_key, make=MAKE, model="Lark", year=2018)
    scene.session.add(twin)
    scene.session.flush()
    enter_first_owners(scene.session, twin, scene.people[1:2], since=scene.ago(900))


def _title_to_and_fro(scene: _Scene) -> None:
    one, other = scene.people[0], scene.people[2]
    vehicle = scene.car([one], scene.ago(1400))
    scene.sell(vehicle, one, other, scene.ago(70))
    scene.sell(vehicle, other, one, scene.ago(31))


def _plate_to_and_fro(scene: _Scene) -> None:
    session, owner = scene.session, scene.people[3]
    cars = [scene.car([owner], scene.ago(800 + days)) for days in (0, 90)]
    issue = issue_plate(session, "8CRV471", "standard", on=scene.ago(800))
    zone = office_of(session).tenant.timezone
    begins = [scene.ago(800), scene.ago(60), scene.ago(24)]
    for at, (vehicle, since) in enumerate(zip((*cars, cars[0]), begins, strict=True)):
        with scene.at(since):
            row = assign_plate(session, issue.id, vehicle.id, registrant=owner, since=midnight(since, zone))
        if at < len(begins) - 1:
            end = begins[at + 1]
            with scene.at(end):
                close_plate_assignment(session, row.id, at=midnight(end, zone), status="HELD_BY_OWNER")


def _many_hands(scene: _Scene) -> None:
    hands = scene.people[2:7]
    vehicle = scene.car(hands[:1], scene.ago(1300))
    for days, (seller, buyer) in zip((250, 180, 110, 40), pairwise(hands), strict=True):
        scene.sell(vehicle, seller, buyer, scene.ago(days))


def _many_vehicles(scene: _Scene) -> None:
    for month in range(6):
        scene.car(scene.people[7:8], scene.ago(300 - 45 * month))


def _odometer(scene: _Scene) -> None:
    one, other, third = scene.people[4:7]
    vehicle = scene.car([one], scene.ago(2000))
    scene.sell(vehicle, one, other, scene.ago(1200), miles=91_400)
    scene.sell(vehicle, other, third, scene.ago(45), miles=48_200)


def _one_address(scene: _Scene, stage: Stage) -> None:
    address = f"19 Cannery Lane, {stage.demo.town}, {stage.demo.postcode}"
    for number, name in enumerate(("Juno Ames", "Kian Ames", "Lupe Ortega", "Milan Petrov")):
        person = register_person(scene.session, NewPerson(name, addresses=(address,))).id
        scene.car([person], scene.ago(200 - 30 * number))


def _low_price(scene: _Scene) -> None:
    """Sold for a tenth of the worth that an officer looked up."""
    seller, buyer = scene.people[1], scene.people[8]
    vehicle = scene.car([seller], scene.ago(1100), year=2021)
    scene.sell(vehicle, seller, buyer, scene.ago(18))
    scene.session.add(low_price_flag(vehicle.id, scene.ago(18), sorted((seller, buyer))))
    scene.session.flush()
