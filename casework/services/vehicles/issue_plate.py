"""Give a mark a life: a new plate, a reserved text, or an old number that is free again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import today
from casework.base.errors import InvalidInput
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain import plate_text
from casework.domain.plate_life import CHANGES, Event
from casework.models import PlateIssue, PlateIssueEvent, PlateItem, PlateMark
from casework.packs.kind import PlateClass
from casework.services.office import office_of
from casework.services.vehicles.history import midnight
from casework.services.vehicles.plate_mark import make_sure_free, mark_of, read_text
from casework.services.vehicles.plate_status import record_event
from casework.services.withheld import require_open
from casework.store import ledger_chain
from casework.store.session import ViewerSession


class NewPlate(Value):
    """A plate to be: its text, its class, from when on, whose, and how its life begins (issued, reserved, stocked).

    `taken_over`: it exists already, so that it need not be written as new ones are.
    """

    text: str
    plate_class: str
    on: date
    holder: UUID | None = None
    begins: Event = "issued"
    taken_over: bool = False


def issue_plate(
    session: ViewerSession,
    text: str,
    plate_class: str,
    *,
    on: date,
    holder: UUID | None = None,
    taken_over: bool = False,
) -> PlateIssue:
    """A new plate issue, not yet on a vehicle.

    Raises InvalidInput (`plate`, `plate_class`), Refused PLATE_IN_USE, CONFUSABLE_WITH, PLATE_TEXT_REFUSED,
    PLATE_QUARANTINE, PLATE_NEVER_AGAIN.
    """
    return begin_life(session, NewPlate(text, plate_class, on, holder, taken_over=taken_over))


def begin_life(session: ViewerSession, new: NewPlate) -> PlateIssue:
    """A new life of a mark: reserved, in stock or issued. Raises as `issue_plate`."""
    known = plate_class_named(session, new.plate_class)
    canonical = read_text(new.text, known, taken_over=new.taken_over)
    mark = mark_of(session, new.text, canonical, known)
    make_sure_free(session, mark, today(office_of(session).tenant.timezone))
    last = session.scalar(select(func.max(PlateIssue.life)).where(PlateIssue.mark_id == mark.id)) or 0
    reserved = new.begins == "reserved"
    issue = PlateIssue(
        id=new_id(),
        mark_id=mark.id,
        life=last + 1,
        status=CHANGES[new.begins].to,
        follows=known.follows,
        issued_on=new.on,
        holder_id=new.holder,
        max_vehicles=known.max_vehicles,
        reserved_until=new.on + timedelta(days=known.reserve_days) if reserved else None,
    )
    session.add(issue)
    session.flush()
    session.add_all([_first_event(session, issue, new), *pieces_of(mark, issue, known)])
    session.flush()
    ledger_chain.record(session, f"plate.{new.begins}", subjects=[mark.id, issue.id], fields=["plate"])
    return issue


def _first_event(session: ViewerSession, issue: PlateIssue, new: NewPlate) -> PlateIssueEvent:
    return PlateIssueEvent(
        issue_id=issue.id,
        at=midnight(new.on, office_of(session).tenant.timezone),
        to_status=issue.status,
        event=new.begins,
        actor_id=session.viewer.actor,
    )


def free_issue(session: ViewerSession, text: str, plate_class: str, *, on: date) -> PlateIssue:
    """The life of this mark that may go on a vehicle now; a new one where there is none. Raises as `issue_plate`."""
    require_open(session, "plate.numbers")
    known = plate_class_named(session, plate_class)
    ready = {
        "RESERVED",
        "IN_STOCK",
        "ISSUED",
        "HELD_BY_OWNER",
        *(["ASSIGNED"] if known.max_vehicles > 1 else ()),
    }
    held = session.scalar(
        select(PlateIssue)
        .join(PlateMark, PlateMark.id == PlateIssue.mark_id)
        .where(
            PlateMark.canonical == plate_text.canonical(text),
            PlateMark.plate_class == plate_class,
            PlateIssue.status.in_(ready),
        )
        .order_by(PlateIssue.life.desc())
        .limit(1)
    )
    if held is None:
        return issue_plate(session, text, plate_class, on=on)
    if held.status in ("RESERVED", "IN_STOCK"):
        record_event(session, held, "issued")
    return held


def plate_class_named(session: ViewerSession, code: str) -> PlateClass:
    """A class of plates that this office issues; InvalidInput under `plate_class`."""
    known = office_of(session).kind.plates.get(code)
    if known is None:
        raise InvalidInput({"plate_class": phrase("Choose a class of plate that this office issues")})
    return known


class Marked(Protocol):
    """A mark, by its class and its text."""

    @property
    def plate_class(self) -> str: ...
    @property
    def canonical(self) -> str: ...


def pieces_of(mark: Marked, issue: PlateIssue, known: PlateClass) -> list[PlateItem]:
    """The rows of the metal that a new life is made of; not yet added."""
    places = ("front", "rear") if known.role == "primary" else ("only",)
    return [
        PlateItem(
            id=new_id(), issue_id=issue.id, place=place, stock_number=stock_number(mark, issue.life, place)
        )
        for place in places
    ]


def stock_number(mark: Marked, life: int, place: str, copy: int = 1) -> str:
    """The number of a piece: class, text, life, place, and which copy it is."""
    return f"{mark.plate_class}/{mark.canonical}/{life}/{place}/{copy}"
