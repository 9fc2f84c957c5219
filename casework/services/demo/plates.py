"""Plates of the demo with a past: one that moved, one that was corrected, one stolen, one retired, one of a dealer."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from casework.base import clock
from casework.domain.odometer import Certified, Reading
from casework.models import Brand, Hold, Member, Vehicle, VehicleTitle
from casework.services.demo.cases import Stage
from casework.services.demo.vehicles import vin_of
from casework.services.office import office_of
from casework.services.people.register_person import NewPerson, register_person
from casework.services.vehicles.assign_plate import assign_plate
from casework.services.vehicles.correct_history import Period, correct_assignment, correct_ownership
from casework.services.vehicles.elt import NewParticipant, add_participant
from casework.services.vehicles.history import midnight
from casework.services.vehicles.issue_plate import NewPlate, begin_life, issue_plate
from casework.services.vehicles.liens import NewLien
from casework.services.vehicles.move_plate import Move, move_plate
from casework.services.vehicles.on_record import record_reading
from casework.services.vehicles.owners import ownership_at
from casework.services.vehicles.register_vehicle import NewVehicle, enter_first_owners, register_vehicle
from casework.services.vehicles.report_plate import Report, report_plate
from casework.services.vehicles.standing import ELECTRONIC
from casework.services.vehicles.transfer_title import TitleTransfer, transfer_title
from casework.store.session import ViewerSession

MAKE = "Kestrel"
FIRST = 950_000
OFFICES = frozenset({"northport", "eastvale"})


def plant_plates(stage: Stage) -> None:
    """Make them, unless they are there."""
    if stage.demo.slug not in OFFICES:
        return
    with stage.office.open(stage.office.system("load_demo")) as session:
        if session.scalar(select(func.count()).where(Vehicle.make == MAKE)):
            return
        scene = _Scene(session, clock.today(stage.office.tenant.timezone))
        _moved_and_corrected(scene)
        _gone(scene)
        _dealer(scene)
        session.commit()


class _Scene:
    """What the stories are made of; every act as of its own day."""

    def __init__(self, session: ViewerSession, day: date) -> None:
        self.session, self.day, self.made = session, day, 0
        self.zone = office_of(session).tenant.timezone

    def ago(self, days: int) -> date:
        return self.day - timedelta(days=days)

    def start(self, day: date) -> datetime:
        return midnight(day, self.zone)

    def person(self, name: str, kind: str = "person") -> UUID:
        return register_person(self.session, NewPerson(name, kind=kind)).id

    def car(self, owner: UUID, since: date, model: str, *, year: int = 2018, colour: str = "blue") -> Vehicle:
        self.made += 1
        vin = vin_of(Random(self.made), "3KX", year, FIRST + self.made)
        with self.at(since):
            new = NewVehicle(vin, MAKE, model, year, colour=colour)
            vehicle = register_vehicle(self.session, new)
            enter_first_owners(self.session, vehicle, [owner], since=since)
        return vehicle

    def at(self, day: date) -> AbstractContextManager[datetime]:
        return clock.at(datetime.combine(day, time(12), ZoneInfo(self.zone)))


def _moved_and_corrected(scene: _Scene) -> None:
    """A personalised plate that moved to its owner's second car; months later the day of the move was put right. The
    first car has a lender, a flood, a hold that ended, a gap between its owners and an odometer that fell."""
    session, owner, buyer = scene.session, scene.person("Noor Haddad"), scene.person("Petra Lund")
    first, second = (
        scene.car(owner, scene.ago(2400), "Swift"),
        scene.car(owner, scene.ago(900), "Heron", year=2023, colour="red"),
    )
    with scene.at(scene.ago(2400)):
        plate = issue_plate(session, "NOOR 1", "personalised", on=scene.ago(2400), holder=owner)
        row = assign_plate(session, plate.id, first.id, registrant=owner, since=scene.start(scene.ago(2400)))
        lender = scene.person("Harbor Savings Bank", "organisation")
        session.add(NewLien(lender).row(first.id, scene.ago(2400)))
        session.flush()
    _on_credit(scene, second.id, lender)
    _worn(scene, first.id)
    first.registered_until, second.registered_until = scene.ago(30), scene.day + timedelta(days=200)
    with scene.at(scene.ago(800)):
        moved = move_plate(session, Move(row.id, second.id, scene.start(scene.ago(800))))
    with scene.at(scene.ago(620)):
        truly = Period(scene.start(scene.ago(770)))
        correct_assignment(session, moved.id, truly, reason="Delivery note of the dealer")
    with scene.at(scene.ago(590)):
        deed = TitleTransfer(first.id, scene.ago(595), frozenset({owner}), (buyer,), lien_released=True)
        transfer_title(session, deed)
        past = ownership_at(session, first.id, scene.start(scene.ago(700)))
        if past is not None:
            signed = Period(past.valid_from, scene.start(scene.ago(640)))
            correct_ownership(session, past.id, signed, reason="Bill of sale, signed earlier")


def _on_credit(scene: _Scene, vehicle: UUID, lender: UUID) -> None:
    """A vehicle whose lender holds the title electronically."""
    session = scene.session
    with scene.at(scene.ago(899)):
        where = "1 Harbor Way, Northport CA 94101"
        elt = add_participant(session, NewParticipant("E-1042", "Harbor Savings Bank", where))
        session.add(NewLien(lender, elt.id).row(vehicle, scene.ago(899)))
        for title in session.scalars(select(VehicleTitle).where(VehicleTitle.vehicle_id == vehicle)):
            title.form = ELECTRONIC
        session.flush()


def _worn(scene: _Scene, vehicle: UUID) -> None:
    """What a car goes through: readings of which one is lower than the one before, a flood, a hold that ended."""
    session = scene.session
    for days, miles, certified in (
        (2000, 31_200, Certified.ACTUAL),
        (1300, 58_900, Certified.ACTUAL),
        (600, 47_300, Certified.NOT_ACTUAL),
    ):
        with scene.at(scene.ago(days)):
            record_reading(session, vehicle, Reading(miles, "mi", certified, scene.ago(days)))
    with scene.at(scene.ago(1500)):
        session.add(Brand(vehicle_id=vehicle, brand="FLOOD", source="insurer", effective_on=scene.ago(1500)))
        ended, hold = scene.start(scene.ago(1440)), scene.start(scene.ago(1490))
        session.add(
            Hold(
                vehicle_id=vehicle,
                code="COURT",
                placed_by="County court",
                reason="Order",
                since=hold,
                until=ended,
            )
        )
        session.flush()


def _gone(scene: _Scene) -> None:
    """One plate stolen, one lost in part, one retired by two people, one recalled, one text reserved."""
    session, owner = scene.session, scene.person("Ines Okoro")
    counted = session.scalars(select(Member.id).order_by(Member.id).limit(1)).first()
    for at, (text, steps) in enumerate(
        (
            ("9KES101", [Report("stolen", scene.ago(40), number="PD-26-0441")]),
            ("9KES202", [Report("lost", scene.ago(20), number="", place="rear")]),
            (
                "9KES303",
                [
                    Report("surrendered", scene.ago(300)),
                    Report("retired", scene.ago(280), number="D-26-017", witness=counted),
                ],
            ),
            ("9KES404", [Report("revoked", scene.ago(3), reason="The same number was made twice")]),
        )
    ):
        car = scene.car(owner, scene.ago(1000 + at), "Wren", year=2021, colour="white")
        with scene.at(scene.ago(1000)):
            plate = issue_plate(session, text, "standard", on=scene.ago(1000))
            assign_plate(session, plate.id, car.id, registrant=owner, since=scene.start(scene.ago(1000)))
        for step in steps:
            with scene.at(step.on):
                report_plate(session, plate.id, step)
    with scene.at(scene.ago(9)):
        begin_life(session, NewPlate("INES", "personalised", scene.ago(9), owner, begins="reserved"))


def _dealer(scene: _Scene) -> None:
    """A dealer's plate on three cars of the stock at once."""
    session, dealer = scene.session, scene.person("Quay Street Motors", "organisation")
    cars = [scene.car(dealer, scene.ago(200 - at), "Plover", year=2024) for at in range(3)]
    with scene.at(scene.ago(190)):
        plate = issue_plate(session, "DLR 7731", "dealer", on=scene.ago(190), holder=dealer)
    for at, car in enumerate(cars):
        with scene.at(scene.ago(180 - 20 * at)):
            since = scene.start(scene.ago(180 - 20 * at))
            assign_plate(session, plate.id, car.id, registrant=dealer, since=since)
