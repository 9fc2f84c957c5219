"""Two offices with a canary in every class, under every label and in every place."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, field

OURS, THEIRS = 9101, 9102
_LETTER = {OURS: "o", THEIRS: "t"}
_DAY = datetime.date(1901, 1, 1)
CASES = ("mine", "other", "closed")
"""In every office: a case of our unit, one of another unit, and a sealed one of our unit."""


@dataclass(frozen=True, slots=True)
class Canary:
    """Where a value that occurs once stands: tenant, place (a case, or a register) and class."""

    tenant: int
    place: str
    cls: str


@dataclass
class Office:
    """The ids of one tenant's rows."""

    tenant: int
    unit: uuid.UUID = field(default_factory=uuid.uuid4)
    far_unit: uuid.UUID = field(default_factory=uuid.uuid4)
    pack: uuid.UUID = field(default_factory=uuid.uuid4)
    person: uuid.UUID = field(default_factory=uuid.uuid4)
    identifier: uuid.UUID = field(default_factory=uuid.uuid4)
    vehicle: uuid.UUID = field(default_factory=uuid.uuid4)
    fund: uuid.UUID = field(default_factory=uuid.uuid4)
    gift: uuid.UUID = field(default_factory=uuid.uuid4)
    draft: uuid.UUID = field(default_factory=uuid.uuid4)
    member: uuid.UUID = field(default_factory=uuid.uuid4)
    cases: dict[str, uuid.UUID] = field(default_factory=lambda: {name: uuid.uuid4() for name in CASES})
    facts: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    bidx: int = 0


class Ground:
    """Everything that stands in the tables before an attack, and which value gives what away."""

    def __init__(self) -> None:
        self.ours, self.theirs = Office(OURS), Office(THEIRS)
        self.told: dict[str, Canary] = {}
        self._days = self._sums = 0

    def text(self, tenant: int, place: str, cls: str, what: str = "") -> str:
        """A canary in words."""
        canary = f"CNRY-{_LETTER[tenant]}-{place}-{cls}" + (f"-{what}" if what else "") + ";"
        self.told[canary] = Canary(tenant, place, cls)
        return canary

    def day(self, tenant: int, place: str, cls: str) -> datetime.date:
        """A canary that is a date."""
        self._days += 1
        made = _DAY + datetime.timedelta(days=self._days)
        self.told[made.isoformat()] = Canary(tenant, place, cls)
        return made

    def sum(self, tenant: int, place: str, cls: str) -> int:
        """A canary that is an amount."""
        self._sums += 1
        made = 771_120_300_000 + self._sums
        self.told[str(made)] = Canary(tenant, place, cls)
        return made

    def of(self, place: str, cls: str, what: str = "", *, tenant: int = OURS) -> str:
        """The canary that stands there."""
        canary = f"CNRY-{_LETTER[tenant]}-{place}-{cls}" + (f"-{what}" if what else "") + ";"
        assert canary in self.told, f"no canary {canary}"
        return canary

    def seen_in(self, dump: str) -> set[str]:
        """The canaries that show in `dump`."""
        return {canary for canary in self.told if canary in dump}
