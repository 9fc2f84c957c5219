"""Take a vehicle into the register, with its first owners."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import InvalidInput
from casework.base.ids import new_id
from casework.base.values import Value
from casework.domain.findings import errors
from casework.domain.title_rules import Conjunction
from casework.domain.vin import Kind, check_vin
from casework.models import Ownership, Vehicle
from casework.services.office import office_of
from casework.services.vehicles.history import begin, midnight
from casework.services.vehicles.owners import set_holders
from casework.services.vehicles.titles import issue_title
from casework.services.withheld import require_open
from casework.store import ledger_chain
from casework.store.session import ViewerSession


class NewVehicle(Value):
    """A vehicle as its papers describe it."""

    vin: str
    make: str
    model: str
    year: int
    body: str | None = None
    colour: str | None = None
    fuel: str = "gasoline"
    gvwr_lb: int | None = None
    vin_kind: Kind = "standard"
    odd_accepted: bool = False  # a second officer saw where a number stands whose check digit does not fit


def register_vehicle(session: ViewerSession, new: NewVehicle) -> Vehicle:
    """The new vehicle. Raises InvalidInput under `vin`."""
    row = vehicle_row(new, taken=_taken(session, new))
    session.add(row)
    session.flush()
    told = {"check_digit": "accepted"} if new.odd_accepted else None
    fields = ["vin", "make", "model", "year"]
    ledger_chain.record(session, "vehicle.registered", subjects=[row.id], fields=fields, detail=told)
    return row


def vehicle_row(new: NewVehicle, *, taken: bool = False) -> Vehicle:
    """The row of a new vehicle, by the rules of the register; not yet added. Raises InvalidInput under `vin`."""
    checked = check_vin(new.vin, year=new.year, kind=new.vin_kind, taken=taken)
    wrong = errors(checked.findings)
    if wrong and not (new.odd_accepted and [one.code for one in wrong] == ["VIN_CHECK_DIGIT"]):
        raise InvalidInput({"vin": wrong[0].said})
    return Vehicle(
        id=new_id(),
        vin=checked.vin,
        vin_key=checked.vin,
        make=new.make,
        model=new.model,
        year=new.year,
        body=new.body,
        colour=new.colour,
        fuel=new.fuel,
        gvwr_lb=new.gvwr_lb,
    )


def enter_first_owners(
    session: ViewerSession,
    vehicle: Vehicle,
    owners: Sequence[UUID],
    *,
    since: date,
    conjunction: Conjunction = Conjunction.AND,
    case_id: UUID | None = None,
) -> Ownership:
    """The first ownership of a vehicle here, with its first title."""
    title = issue_title(session, vehicle.id, on=since, case_id=case_id)
    ownership = begin(
        session,
        Ownership(
            vehicle_id=vehicle.id,
            title_id=title.id,
            conjunction=conjunction.value,
            valid_from=midnight(since, office_of(session).tenant.timezone),
            reason="first_title",
            source_case_id=case_id,
        ),
    )
    set_holders(session, ownership, owners)
    ledger_chain.record(
        session, "title.issued", case=case_id, subjects=[vehicle.id, *owners], fields=["owners"]
    )
    return ownership


def _taken(session: ViewerSession, new: NewVehicle) -> bool:
    """Before 1981 a number is unique only together with make and year. Told only to who reads VINs."""
    require_open(session, "vehicle.numbers")
    vin = check_vin(new.vin, year=new.year, kind=new.vin_kind).vin
    same = select(Vehicle.id).where(Vehicle.vin_key == vin)
    if new.vin_kind == "assigned" or new.year < 1981:
        same = same.where(Vehicle.make == new.make, Vehicle.year == new.year)
    return session.scalar(same.limit(1)) is not None
