"""What is promised to some in a case, by an agreement or by the class of a person: noted there when it began to hold,
so nobody looks it up to count a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casework.base.values import Value
from casework.domain.terms import Term
from casework.packs import Clock

AGREEMENT = "agreement"
_MEASURED = {"first_response": "first_hours", "resolution": "done_hours"}


class Agreed(Value):
    """An agreement as a case knows it, or the level of a class of people, which has no number and never names the
    class: who reads the case learns the level alone. The hours are hours in which the office is open."""

    number: str
    level: str
    first_hours: int | None = None
    done_hours: int | None = None

    @property
    def by_class(self) -> bool:
        """Whether it is by what is on record of a person, not by an agreement."""
        return not self.number

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
    """What an event says of an agreement or of a class; None where it says that none holds."""
    told = detail.get(AGREEMENT) or {}
    if not told:
        return None
    return Agreed(told["number"], told["level"], told.get("first_hours"), told.get("done_hours"))
