"""Looks of the last sixty days that somebody should ask about: each signal once, on a day of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from casework.base import clock
from casework.base.words import search_key
from casework.domain import plate_text
from casework.models import Case, Person, PlateMark, Vehicle
from casework.policy.viewer import Viewer
from casework.services.demo.cases import Stage, history
from casework.services.looks.find_signals import find_signals
from casework.services.people.read_person import read_person
from casework.services.people.register_person import NewPerson, register_person
from casework.services.vehicles.read_plate import read_plate
from casework.services.vehicles.read_vehicle import read_vehicle
from casework.store import ledger_chain
from casework.store.session import ViewerSession

PLATES = ("7QXV481", "7QXV482", "7QXV483")
B3 = {"submitted": "Name and address on the request", "sub_reason": "debt"}
Act = Callable[[ViewerSession], object]


def plant_looks(stage: Stage) -> None:
    """Make them, unless they were made before, and find them."""
    scene = _scene(stage)
    if scene is not None:
        for at, viewer, case, act in _looks(stage, scene):
            with clock.at(at), history(stage, viewer, case) as session:
                act(session)
                session.commit()
    with stage.office.open(stage.office.system("find_signals")) as session:
        find_signals(session)
        session.commit()


class _Scene:
    """Who and what there is to look at, and who may."""

    def __init__(self, stage: Stage, session: ViewerSession) -> None:
        named = {search_key(one.name): one.name for one in stage.demo.staff}
        chosen = select(Person.id, Person.name_key).order_by(Person.id)
        self.people = [row.id for row in session.execute(chosen) if row.name_key not in named]
        self.vehicles = list(session.scalars(select(Vehicle.id).order_by(Vehicle.id)))
        self.case = session.scalars(
            select(Case.id)
            .where(Case.workflow != "data_change", Case.sealed.is_(False))
            .order_by(Case.id)
            .limit(1)
        ).one()
        self.purpose = session.scalars(select(Case.purpose).where(Case.id == self.case)).one()
        self.readers = [
            login
            for login, who in stage.staff.items()
            if "contact"
            in stage.office.purpose(self.purpose).readable(stage.office.kind.duties_of(who.titles))
        ]
        self.names = [
            next(one.name for one in stage.demo.staff if one.login == login) for login in self.readers
        ]
        self.own, self.colleague = (
            register_person(session, NewPerson(name)).id for name in (self.names[0], self.names[-1])
        )
        self.marks = [_mark(session, text) for text in PLATES] if stage.demo.vehicles else []


def _scene(stage: Stage) -> _Scene | None:
    with stage.office.open(stage.office.system("load_demo")) as session:
        keys = [search_key(one.name) for one in stage.demo.staff]
        planted = session.scalar(select(Person.id).where(Person.name_key.in_(keys)).limit(1))
        scene = _Scene(stage, session) if planted is None else None
        session.commit()
    return scene


def _looks(stage: Stage, scene: _Scene) -> Iterator[tuple[datetime, Viewer, UUID | None, Act]]:
    first, second, last = scene.readers[0], scene.readers[1], scene.readers[-1]
    case = scene.case

    def eyes(login: str, purpose: str = scene.purpose) -> Viewer:
        return stage.office.member(stage.staff[login], purpose)

    yield stage.days_ago(55, 10, 12), eyes(first), case, _person(scene.own)
    yield stage.days_ago(47, 14, 3), eyes(second), case, _person(scene.colleague)
    reason = "b3" if stage.demo.vehicles else scene.purpose
    yield stage.days_ago(38, 11, 40), eyes(first, reason), None, _declared(_person(scene.people[3]), reason)
    for minute, mark in enumerate(scene.marks):
        yield stage.days_ago(29, 15, 5 + 4 * minute), eyes(second, "registry"), None, _plate(mark)
    for number, person in enumerate(scene.people[:28]):
        yield stage.days_ago(20, 9, number), eyes(last), case, _person(person)
    for number, vehicle in enumerate(scene.vehicles[:14]):
        yield stage.days_ago(20, 10, number), eyes(last), case, _vehicle(vehicle)
    yield stage.days_ago(11, 23, 41), eyes(second), case, _person(scene.people[5])


def _person(person: UUID) -> Act:
    return lambda session: read_person(session, person)


def _vehicle(vehicle: UUID) -> Act:
    return lambda session: read_vehicle(session, vehicle)


def _plate(mark: UUID) -> Act:
    return lambda session: read_plate(session, mark)


def _declared(act: Act, purpose: str) -> Act:
    """Say what the law wants to know first, as the desk does."""

    def said(session: ViewerSession) -> object:
        if purpose == "b3":
            ledger_chain.record(session, "purpose.declared", fields=B3, detail={"facts": B3})
        return act(session)

    return said


def _mark(session: ViewerSession, text: str) -> UUID:
    row = PlateMark(jurisdiction="US-CA", plate_class="standard", display=text)
    row.canonical = plate_text.canonical(text)
    row.search_key = plate_text.search_key(row.canonical)
    session.add(row)
    session.flush()
    return row.id
