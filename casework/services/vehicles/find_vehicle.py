"""Find vehicles and plates: what was typed exactly, then what looks like it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import InvalidInput, NotFound
from casework.base.values import Value
from casework.domain import plate_text, vin
from casework.models import PlateMark, Vehicle
from casework.services.office import office_of
from casework.services.withheld import require_open
from casework.store import ledger_chain
from casework.store.columns import columns_of
from casework.store.session import ViewerSession

MOST = 20
_LIKE = str.maketrans("IOQ", "100")


class VehicleFound(Value):
    """A vehicle in a list."""

    id: UUID
    vin: str
    make: str
    model: str
    year: int


class PlateFound(Value):
    """A plate's mark in a list."""

    id: UUID
    display: str
    jurisdiction: str
    plate_class: str


Found = TypeVar("Found", VehicleFound, PlateFound)


class Finds(Value, Generic[Found]):
    """`exact` is what was typed. `similar` only looks like it: verify before you use one."""

    exact: tuple[Found, ...]
    similar: tuple[Found, ...]

    @property
    def only(self) -> Found | None:
        """The one exact find, if there is exactly one and nothing to choose between."""
        return self.exact[0] if len(self.exact) == 1 else None


def find_vehicles(session: ViewerSession, text: str) -> Finds[VehicleFound]:
    """Vehicles with this VIN; then those whose VIN differs only where I, O or Q was typed for 1 or 0."""
    require_open(session, "vehicle.numbers")
    typed = vin.clean(text[:64])
    wanted = [typed, typed.translate(_LIKE)]
    list_of = columns_of(session, Vehicle, VehicleFound)
    exact = (Vehicle.vin_key == typed).label("exact")
    rows = session.execute(
        list_of.select.add_columns(exact)
        .where(Vehicle.vin_key.in_(wanted))
        .order_by(Vehicle.year, Vehicle.id)
        .limit(MOST)
    )
    found = [(row.exact, list_of.row(row)) for row in rows]
    return _finds(session, found, "vehicle.searched")


def find_plates(session: ViewerSession, text: str, *, jurisdiction: str | None = None) -> Finds[PlateFound]:
    """Marks with this canonical text in any class, then those that a reader takes for it (O and 0, I and 1); of one
    jurisdiction where one is named."""
    require_open(session, "plate.numbers")
    try:
        typed = plate_text.canonical(text[:64])
    except InvalidInput:
        return Finds((), ())
    key = plate_text.search_key(typed)
    list_of = columns_of(session, PlateMark, PlateFound)
    exact = (PlateMark.canonical == typed).label("exact")
    chosen = list_of.select.add_columns(exact).where(PlateMark.search_key == key)
    if jurisdiction is not None:
        chosen = chosen.where(PlateMark.jurisdiction == jurisdiction)
    rows = session.execute(chosen.order_by(PlateMark.canonical, PlateMark.id).limit(MOST))
    found = [(row.exact, list_of.row(row)) for row in rows]
    return _finds(session, found, "plate.searched")


def meant_plates(session: ViewerSession, text: str) -> tuple[PlateFound, ...]:
    """Marks on record that were probably meant: a letter stands where the class has a digit, or the other way round.
    Offered only; who reads compares them with the plate."""
    require_open(session, "plate.numbers")
    try:
        typed = plate_text.canonical(text[:64])
    except InvalidInput:
        return ()
    styles = [one.style for one in office_of(session).kind.plates.values()]
    meant = {offer for style in styles for offer in plate_text.suggestions(typed, style)}
    list_of = columns_of(session, PlateMark, PlateFound)
    chosen = list_of.select.where(PlateMark.canonical.in_(sorted(meant)[:MOST])).order_by(PlateMark.canonical)
    rows = list_of.rows(session.execute(chosen.limit(MOST))) if meant else []
    ledger_chain.record(
        session, "plate.meant", subjects=[row.id for row in rows], detail={"found": len(rows)}
    )
    return tuple(rows)


def vehicle_by_vin(session: ViewerSession, text: str) -> Vehicle | None:
    """The one vehicle with exactly this VIN; None when there is none or, before 1981, more than one."""
    require_open(session, "vehicle.numbers")
    rows = session.scalars(select(Vehicle).where(Vehicle.vin_key == vin.clean(text[:64])).limit(2)).all()
    return rows[0] if len(rows) == 1 else None


def vehicle_by_id(session: ViewerSession, vehicle_id: UUID, *, lock: bool = False) -> Vehicle:
    """The vehicle; NotFound when it is not there for this viewer."""
    chosen = select(Vehicle).where(Vehicle.id == vehicle_id)
    if lock:
        chosen = chosen.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(chosen)
    if found is None:
        raise NotFound
    return found


def _finds(session: ViewerSession, found: Sequence[tuple[bool, Found]], act: str) -> Finds[Found]:
    ledger_chain.record(session, act, subjects=[thing.id for _, thing in found], detail={"found": len(found)})
    return Finds(
        tuple(thing for exact, thing in found if exact), tuple(thing for exact, thing in found if not exact)
    )
