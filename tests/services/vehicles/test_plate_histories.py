"""Random histories of plates against a register in plain Python; and what must hold of every correction and sale."""

import os
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from casework.base.clock import freeze
from casework.base.errors import CaseworkError
from casework.models import PlateAssignment
from casework.services.vehicles.assign_plate import assign_plate, on_vehicles
from casework.services.vehicles.correct_history import Period, correct_assignment
from casework.services.vehicles.history import current, midnight
from casework.services.vehicles.issue_plate import issue_plate
from casework.services.vehicles.move_plate import Move, move_plate
from casework.services.vehicles.plate_then import vehicle_of_plate
from casework.services.vehicles.read_plate import read_plate
from casework.services.vehicles.register_vehicle import enter_first_owners
from casework.services.vehicles.report_plate import Report, report_plate
from casework.store.session import ViewerSession
from tests.services.desks import Desks, an_office
from tests.services.vehicles.plate_oracle import Oracle
from tests.services.vehicles.scene import a_person, a_vehicle

FIRST = date(2020, 5, 1)
NOW = datetime(2026, 11, 20, 20, tzinfo=UTC)
ZONE = "America/Los_Angeles"
PLATES, VEHICLES, DAYS = 3, 3, 40
HISTORIES, STEPS = (200, 40) if os.environ.get("CASEWORK_DEEP") else (2, 20)


def start(day: int) -> datetime:
    return midnight(FIRST + timedelta(days=day), ZONE)


def a_step(random: Random) -> tuple[str, int, int, int, int]:
    kind = random.choice(["on", "on", "move", "off", "fix", "fix"])
    begins = random.randint(1, DAYS)
    return kind, random.randrange(PLATES), random.randrange(VEHICLES), begins, begins + random.randint(-1, 9)


class Register:
    """The same acts on the real register."""

    def __init__(self, session: ViewerSession) -> None:
        self.session = session
        self.owner = a_person(session, "Ana Owner")
        made = [a_vehicle(session, 100 + at) for at in range(VEHICLES)]
        for vehicle in made:
            enter_first_owners(session, vehicle, [self.owner], since=FIRST)
        self.vehicles = [vehicle.id for vehicle in made]
        self.issues = [issue_plate(session, f"7ABC10{at}", "standard", on=FIRST) for at in range(PLATES)]

    def act(self, step: tuple[str, int, int, int, int]) -> None:
        kind, plate, other, day, end = step
        session, issue = self.session, self.issues[plate].id
        if kind == "on":
            assign_plate(session, issue, self.vehicles[other], registrant=self.owner, since=start(day))
        elif kind == "off":
            report_plate(session, issue, Report("held", FIRST + timedelta(days=day)))
        elif kind == "move":
            (row,) = on_vehicles(session, issue)
            move_plate(session, Move(row.id, self.vehicles[other], start(day)))
        else:
            rows = current(session, PlateAssignment, issue_id=issue)
            row = rows[other % len(rows)]
            ends = None if row.valid_to is None else start(end)
            correct_assignment(session, row.id, Period(start(day), ends), reason="so it was")

    def takes(self, step: tuple[str, int, int, int, int]) -> bool:
        try:
            with self.session.begin_nested():
                self.act(step)
        except (CaseworkError, ValueError, ZeroDivisionError):
            self.session.expire_all()
            return False
        return True


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_whatever_happens_the_register_says_what_plain_python_says_for_every_day_and_every_moment(
    desks: Desks, registers_app, seed: int
) -> None:
    random, oracle = Random(seed), Oracle(PLATES)
    with desks.all_seeing(an_office(registers_app, "motor_vehicle_agency")) as session:
        with freeze(NOW):
            register = Register(session)
        taken = 0
        for count in range(STEPS):
            step = a_step(random)
            with freeze(NOW + timedelta(minutes=count + 1)):
                took = register.takes(step)
            assert took == oracle.act(step), (seed, count, step, oracle.rows)
            taken += took
        assert taken >= STEPS // 5, "a history in which hardly anything happens proves nothing"
        histories = [read_plate(session, issue.mark_id) for issue in register.issues]
        for count in range(STEPS):
            known = NOW + timedelta(minutes=count + 1)
            for plate, history in enumerate(histories):
                for day in range(0, DAYS + 12):
                    told = {row.vehicle_id for row in history.at(start(day), known)}
                    assert told == {register.vehicles[at] for at in oracle.at(count, plate, day)}
        for _ in range(12):
            count, plate, day = random.randrange(STEPS), random.randrange(PLATES), random.randrange(DAYS)
            known = NOW + timedelta(minutes=count + 1)
            asked = vehicle_of_plate(session, f"7ABC10{plate}", start(day), known_at=known)
            assert {one.vehicle_id for one in asked} == {
                register.vehicles[at] for at in oracle.at(count, plate, day)
            }
