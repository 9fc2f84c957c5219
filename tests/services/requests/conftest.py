"""A council with areas and two units, and how its requests come in."""

import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask

from casework.domain.areas import Polygon
from casework.domain.geojson import shape_document
from casework.models import Area, Unit
from casework.services.cases.find_case import lock_case
from casework.services.cases.move_case import move_case
from casework.services.cases.open_case import Opened, open_case
from casework.services.office import Office
from tests.services.desks import Desks, Worker, an_office

HANDLING = "request_handling"
OFFICER = Worker(("request_officer",))
HERE = {"text": "Mill Lane 12 CNRY-place", "lat": 43.1012, "lon": -88.0501}
ANSWERS = {
    "category": "pothole",
    "danger": False,
    "description": "A deep hole CNRY-words",
    "place": HERE,
    "name": "Ada CNRY-name",
    "email": "ada@example.org",
}


@dataclass(frozen=True)
class Council:
    """An office whose requests are tried."""

    desks: Desks
    office: Office
    units: dict[str, uuid.UUID] = field(default_factory=dict)

    def report(self, **more: Any) -> Opened:
        """A request, as somebody sends it from the web."""
        case = uuid.uuid4()
        with self.desks.as_applicant(self.office, case, HANDLING) as session:
            done = open_case(
                session, self.flow, ANSWERS | more, language="en", channel="web", case_id=case, code=None
            )
            session.commit()
        return done

    def move(self, done: Opened, name: str, worker: Worker = OFFICER, **asked: Any) -> None:
        """A move of a member of staff."""
        with self.desks.at(self.office, purpose=HANDLING, worker=worker) as session:
            lock_case(session, done.case_id)
            move_case(session, done.case_id, name, asked=asked)
            session.commit()

    @property
    def flow(self) -> Any:
        found = self.office.listed
        assert found is not None
        return found

    def visiting(self) -> Any:
        """Anybody's session."""
        return self.desks._open(self.office, self.office.visitor())


def a_council(desks: Desks, **more: Any) -> Council:
    """A new council with an area on the map, one by a list, and units for them."""
    office = an_office(desks.app, "council", **more)
    units = {"roads": uuid.uuid4(), "north": uuid.uuid4()}
    square = Polygon(((-88.1, 43.1), (-88.0, 43.1), (-88.0, 43.2), (-88.1, 43.2)))
    with desks.all_seeing(office) as session:
        session.add(Unit(id=units["roads"], code="roads", name="Roads", takes=["constituent_request"]))
        session.add(
            Unit(
                id=units["north"],
                code="north",
                name="North crew",
                takes=["constituent_request/pothole@north"],
            )
        )
        session.add(
            Area(
                code="north",
                name="North side",
                shape=shape_document((square,)),
                south=43.1,
                west=-88.1,
                north=43.2,
                east=-88.0,
            )
        )
        session.add(Area(code="harbor", name="Harbor", position=1, streets=["Quay Street"]))
        session.commit()
    return Council(desks, office, units)


@pytest.fixture(scope="module")
def council(registers_app: Flask, settings: Any) -> Council:
    return a_council(Desks(registers_app, settings))


@pytest.fixture(scope="module")
def neighbour(registers_app: Flask, settings: Any) -> Council:
    """The council next door, whose requests nobody here sees."""
    return a_council(Desks(registers_app, settings))
