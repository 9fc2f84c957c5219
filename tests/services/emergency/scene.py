"""A council with a request, a field worker who may not read names, and two privacy officers."""

from dataclasses import dataclass
from typing import Any

from casework.services.emergency.end_emergency import find_own
from casework.services.emergency.glass import Glass
from casework.services.emergency.open_emergency import Asked, open_emergency
from casework.services.emergency.viewers import asker
from casework.settings import Settings
from tests.services.cases.conftest import make_office
from tests.services.cases.desk_cases import open_request, work_here

REASON = "A child called from this address and hung up; the fire crew needs to know who lives there."


@dataclass
class Scene:
    """The office, its case and its people."""

    office: Any
    case: Any
    crew: Any
    officer: Any
    other: Any


def set_scene(settings: Settings) -> Scene:
    office = make_office("council", "lakeshore")
    return Scene(
        office,
        open_request(office, name="CNRY Nguyen"),
        work_here(settings, office, "field_worker", name="Kai Crew"),
        work_here(settings, office, "privacy_officer", name="Ola Officer"),
        work_here(settings, office, "privacy_officer", name="Otto Officer"),
    )


def asked(scene: Scene, **more: Any) -> Asked:
    told = {
        "number": scene.case.number,
        "person_id": None,
        "category": "life",
        "need": "place",
        "reason": REASON,
    }
    return Asked(**{**told, **more})


def broken(scene: Scene, **more: Any) -> Glass:
    """An access of the crew's."""
    with scene.office.open(asker(scene.office, scene.crew, more.get("need", "place"))) as session:
        access = open_emergency(session, asked(scene, **more))
        session.commit()
        return find_own(session, access)
