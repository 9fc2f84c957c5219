"""What the rules of fraud go by: rows of the vehicle register in, signs out, and from when on a rule speaks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from casework.base.values import Value, replace

_METRES = {"mi": 1609.344, "km": 1000.0}


class Limits(Value):
    """From when on a rule speaks. A kind of office may say otherwise, under `[fraud]`."""

    hop_days: int = 180  # to and fro within so many days
    transfers: int = 4  # of one vehicle
    transfer_days: int = 365
    buys: int = 6  # by one person
    buy_days: int = 365
    neighbours: int = 4  # new owners who live at one address
    neighbour_days: int = 365

    @classmethod
    def of(cls, told: Mapping[str, int]) -> Limits:
        """The limits with what a kind of office says instead."""
        return replace(cls(), **told)

    @property
    def longest(self) -> int:
        """How many days back anything is looked at."""
        return max(self.hop_days, self.transfer_days, self.buy_days, self.neighbour_days)


class Holding(Value):
    """Somebody's ownership of a vehicle from a day on, as we say it now."""

    vehicle: UUID
    owners: frozenset[UUID]
    since: date
    recorded_by: UUID | None = None
    case: UUID | None = None

    @property
    def whose(self) -> object:
        """What has to change for it to be another one."""
        return self.owners


class Carrying(Value):
    """A plate's mark on a vehicle from a day on, as we say it now."""

    mark: UUID
    vehicle: UUID
    since: date
    recorded_by: UUID | None = None
    case: UUID | None = None

    @property
    def whose(self) -> object:
        """What has to change for it to be another one."""
        return self.vehicle


class Read(Value):
    """What an odometer showed on a day."""

    vehicle: UUID
    on: date
    value: int
    unit: str
    certified: str
    case: UUID | None = None

    @property
    def metres(self) -> float:
        """The same in one unit."""
        return self.value * _METRES[self.unit]


class Evidence(Value):
    """One row behind a sign: what was so from which day, and of whom."""

    on: date | None
    vehicle: UUID | None = None
    people: tuple[UUID, ...] = ()
    mark: UUID | None = None
    reading: tuple[int, str, str] | None = None


class Sign(Value):
    """Something to ask about: the rule, the record it is about, from when to when, the rows, who had a hand in them."""

    kind: str
    subject: UUID
    since: date | None
    until: date | None
    evidence: tuple[Evidence, ...]
    members: frozenset[UUID] = frozenset()
    cases: frozenset[UUID] = frozenset()
