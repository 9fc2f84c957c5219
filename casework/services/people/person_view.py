"""A person as pages and API show them: frozen values."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from casework.base.money import Money
from casework.base.values import Value
from casework.policy.why import Decision


class ContactView(Value):
    """One way to reach somebody; closed ones are kept."""

    id: UUID
    kind: str
    value: str
    since: date
    until: date | None
    preferred: bool = False


class CaseLine(Value):
    """A case the person has a part in. States and numbers only: what it is about stays with its own purpose."""

    id: UUID
    number: str
    workflow: str
    state: str
    role: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None


class GiftLine(Value):
    """A gift of the person."""

    id: UUID
    number: str
    received_on: date
    amount: Money
    kind: str
    status: str


class VehicleLine(Value):
    """A vehicle the person owns or owned, as we know it now."""

    id: UUID
    vehicle: str
    vin: str
    since: datetime
    until: datetime | None


class PersonView(Value):
    """Frozen values, no rows. `withheld`: part → why it is closed."""

    id: UUID
    name: str | None
    kind: str
    language: str
    registered_at: datetime
    birth_date: date | None
    deceased_on: date | None
    contacts: tuple[ContactView, ...]
    addresses: tuple[ContactView, ...]
    identifiers: tuple[str, ...]
    identifiers_destroyed: tuple[str, ...]
    cases: tuple[CaseLine, ...]
    gifts: tuple[GiftLine, ...]
    vehicles: tuple[VehicleLine, ...]
    shown: tuple[str, ...]
    withheld: dict[str, Decision]
    anonymous: bool = False
