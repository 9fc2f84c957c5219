"""Vehicles of the demo: each with its owners one after the other, its plates, readings, brands and holds."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from casework.base import clock
from casework.domain.odometer import Certified, Reading
from casework.domain.vin import check_digit
from casework.models import Brand, Hold, Person, Vehicle
from casework.services.demo.offices import DemoOffice
from casework.services.office import office_of
from casework.services.vehicles.assign_plate import assign_plate
from casework.services.vehicles.history import midnight
from casework.services.vehicles.issue_plate import issue_plate
from casework.services.vehicles.register_vehicle import NewVehicle, enter_first_owners, register_vehicle
from casework.services.vehicles.transfer_title import TitleTransfer, transfer_title
from casework.store.session import ViewerSession

MODELS = (
    ("1HG", "Honda", ("Civic", "Accord")),
    ("KND", "Kia", ("Niro", "Soul")),
    ("5YJ", "Tesla", ("Model 3", "Model S")),
    ("1FT", "Ford", ("F-150", "Ranger")),
    ("4T1", "Toyota", ("Camry", "Corolla")),
    ("JM1", "Mazda", ("Mazda3", "CX-5")),
)
COLOURS = ("blue", "white", "black", "silver", "red", "green", "grey")
YEAR_CODES = "ABCDEFGHJKLMNPRSTVWXY123456789"
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
PLATE_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def add_vehicles(session: ViewerSession, office: DemoOffice, seed: str, day: date, up_to: int) -> bool:
    """Add a few of the `up_to` vehicles; True while more are missing. Needs people to own them."""
    have = session.scalar(select(func.count()).select_from(Vehicle)) or 0
    owners = list(session.scalars(select(Person.id).where(Person.kind == "person").order_by(Person.id)))
    for number in range(have, min(have + 1, up_to)):  # one at a time: each brings a history along
        _add_vehicle(session, Random(f"{seed}/{office.slug}/vehicle/{number}"), day, number, owners)
    return have + 1 < up_to


def vin_of(random: Random, wmi: str, year: int, number: int) -> str:
    """A VIN that holds together: maker, year, serial number and check digit."""
    described = f"{wmi}{random.choice(LETTERS)}{random.randint(1, 9)}{random.choice('BCDEFGH')}"
    # The seventh place tells the thirty-year cycle: a letter from 2010 on.
    described += random.choice("ABCDEFG") if year >= 2010 else str(random.randint(1, 9))
    described += str(random.randint(1, 9))
    vin = f"{described}0{YEAR_CODES[(year - 1980) % 30]}A{number:06d}"
    return vin[:8] + check_digit(vin) + vin[9:]


def _add_vehicle(session: ViewerSession, random: Random, day: date, number: int, owners: list[UUID]) -> None:
    wmi, make, models = random.choice(MODELS)
    year = random.randint(2004, day.year - 1)
    vin = vin_of(random, wmi, year, number)
    fuel = "electric" if make == "Tesla" else "gasoline"
    changes = _days_of_change(random, year, day)
    with clock.at(_noon(session, changes[0])):
        new = NewVehicle(vin, make, random.choice(models), year, colour=random.choice(COLOURS), fuel=fuel)
        vehicle = register_vehicle(session, new)
        holders = _holders(random, owners)
        enter_first_owners(session, vehicle, holders, since=changes[0])
        plate = issue_plate(session, plate_text(number), "standard", on=changes[0], holder=holders[0])
        start = midnight(changes[0], office_of(session).tenant.timezone)
        assign_plate(session, plate.id, vehicle.id, registrant=holders[0], since=start)
    miles = random.randint(10, 9000)
    for change in changes[1:]:
        miles += random.randint(4000, 60000)
        buyers = _holders(random, [person for person in owners if person not in holders])
        _transfer(session, vehicle.id, holders, buyers, day=change, miles=miles)
        holders = buyers
    _mark(session, random, vehicle.id, day)


def _transfer(
    session: ViewerSession,
    vehicle: UUID,
    sellers: tuple[UUID, ...],
    buyers: tuple[UUID, ...],
    *,
    day: date,
    miles: int,
) -> None:
    deed = TitleTransfer(
        vehicle,
        day,
        frozenset(sellers),
        buyers,
        odometer=Reading(miles, "mi", Certified.ACTUAL, day),
        plates="stay",
    )
    with clock.at(_noon(session, day)):
        transfer_title(session, deed)


def _mark(session: ViewerSession, random: Random, vehicle: UUID, day: date) -> None:
    since = day - timedelta(days=random.randint(5, 300))
    if random.random() < 0.04:
        session.add(Brand(vehicle_id=vehicle, brand="SALVAGE", source="insurer", effective_on=since))
        session.add(Brand(vehicle_id=vehicle, brand="REBUILT", source="inspection", effective_on=since))
    if random.random() < 0.03:
        code = random.choice(("FEES_DUE", "PARKING_TOLL", "COURT"))
        session.add(
            Hold(
                vehicle_id=vehicle,
                code=code,
                placed_by="City court",
                reason="Open matter",
                since=_noon(session, since),
            )
        )


def _days_of_change(random: Random, year: int, day: date) -> list[date]:
    first = date(year, random.randint(1, 12), random.randint(1, 28))
    span = (day - first).days - 40
    later = sorted(
        random.sample(range(200, max(span, 205)), min(random.choice((0, 1, 1, 2, 3)), max(span - 205, 0)))
    )
    return [first, *(first + timedelta(days=days) for days in later)]


def _holders(random: Random, owners: list[UUID]) -> tuple[UUID, ...]:
    return tuple(random.sample(owners, 2 if random.random() < 0.2 else 1))


def plate_text(number: int) -> str:
    """The n-th standard plate, 8AAA000 and on, without letters that look like digits."""
    letters, digits = divmod(number * 7 + 13, 1000)
    first, rest = divmod(letters, 22 * 22)
    second, third = divmod(rest, 22)
    usable = [c for c in PLATE_LETTERS if c not in "OQI"]
    return f"8{usable[first % 21]}{usable[second % 21]}{usable[third % 21]}{digits:03d}"


def _noon(session: ViewerSession, day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(office_of(session).tenant.timezone))
