"""What an agreement promises in a case: noted there when it began to hold, so nobody looks it up to count a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.domain.terms import Term
from casework.packs import Clock

AGREEMENT = "agreement"
_MEASURED = {"first_response": "first_hours", "resolution": "done_hours"}


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement as a case knows it. The hours are hours in which the office is open."""

    number: str
    level: str
    first_hours: int | None = None
    done_hours: int | None = None

    def term(self, clock: Clock) -> Term | None:
        """How long it gives for this clock; None where it says nothing, and for what the applicant has to keep."""
        hours: int | None = getattr(self, _MEASURED.get(clock.measures, ""), None)
        if clock.by_applicant or not hours:
            return None
        return Term(hours * 60, "minutes", risk=clock.risk)

    @property
    def detail(self) -> dict[str, Any]:
        """As an event holds it."""
        hours = {"first_hours": self.first_hours, "done_hours": self.done_hours}
        return {"number": self.number, "level": self.level, **hours}


def agreed_by(detail: Mapping[str, Any]) -> Agreed | None:
    """What an event says of an agreement; None where it says that none holds."""
    told = detail.get(AGREEMENT) or {}
    if not told:
        return None
    return Agreed(told["number"], told["level"], told.get("first_hours"), told.get("done_hours"))
