"""What the office does with a request, for tests that look at it from outside."""

import uuid
from dataclasses import dataclass, field

from flask import Flask

from casework.services.cases.find_case import find_case
from casework.services.cases.move_case import move_case
from casework.services.office import office_by_id
from tests.factories.tenants import MadeTenant

_NEXT = {
    "new": ("triage", {"priority": "soon"}),
    "triaged": ("start", {}),
    "in_progress": ("resolve", {"outcome": "fixed", "public_message": "We filled it."}),
}


@dataclass(frozen=True)
class _Officer:
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    titles: tuple[str, ...] = ("request_officer",)
    units: frozenset[uuid.UUID] = frozenset()


def move_on(app: Flask, tenant: MadeTenant, number: str) -> None:
    """Make the next move on its way."""
    with app.app_context():
        office = office_by_id(tenant.id)
        with office.open(office.member(_Officer(), "request_handling")) as session:
            case = find_case(session, number)
            name, asked = _NEXT[case.state]
            move_case(session, case.id, name, asked=asked)
            session.commit()
