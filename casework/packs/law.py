"""Laws that give everybody a right to records: how long an office has, what stops the time, what may be withheld."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from casework.base.values import Value, field, names, replace
from casework.domain.dated import in_force
from casework.domain.terms import Count
from casework.packs.model_clock import Clock
from casework.packs.text import FALLBACK, NOTHING, Text

CLARIFY = ("restart", "stand", "once", "run")
"""What a question about the request does: the time begins anew with the answer; stands; stands for the first; runs."""
FEE = ("disregard", "stand", "run")
"""What a fee notice does: its days and that of the payment are disregarded; the time stands meanwhile; it runs."""
TERMS = ("answer", "ask_review", "review")


class LawTerm(Value):
    """How long a law gives for one thing, from `since` until before `until`. `extend`: how much may be added."""

    code: str
    of: str
    since: date
    days: int
    count: Count
    source: str
    until: date | None = None
    roll: bool = False
    extend: int = 0
    clarify: str = "run"
    fee: str = "run"

    @property
    def valid_from(self) -> date:
        return self.since

    @property
    def valid_to(self) -> date | None:
        return self.until


class Exemption(Value):
    """A reason for which a law lets an office withhold; `weighed`: unless the public interest in it is greater.

    `since` and `until`: from which day on it may be used, and the first on which it may not any more; None: always.
    """

    code: str
    label: Text
    weighed: bool = False
    source: str = ""
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it may be used on this day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


class Law(Value):
    """A law about records. `holidays`: places whose holidays it counts by, "GB-SCT"; none: the office's calendar.

    `place`: the jurisdiction whose offices it holds for unless they choose otherwise.
    """

    name: str
    label: Text
    place: str
    source: str
    checked_on: date
    terms: tuple[LawTerm, ...]
    exemptions: Mapping[str, Exemption]
    holidays: tuple[str, ...] = ()
    review: Text = NOTHING

    def term(self, of: str, on: date) -> LawTerm | None:
        """What it gives for this on a day; None where it says nothing."""
        return next((one for one in in_force(self.terms, on) if one.of == of), None)


class LawfulClock(Clock):
    """A clock as a law has it for one case. `clarify` and `fee`: what those states do to it."""

    clarify: str = "run"
    fee: str = "run"
    holidays: tuple[str, ...] = field(default=())


def with_own_exemptions(
    laws: Mapping[str, Law], told: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> dict[str, Law]:
    """The laws with the exemptions that an office added, by law and code. The law's own of a code stays as it is."""
    return {
        name: replace(law, exemptions={**_own(told.get(name, {})), **law.exemptions})
        for name, law in laws.items()
    }


def _own(told: Mapping[str, Mapping[str, Any]]) -> dict[str, Exemption]:
    return {
        code: Exemption(
            code,
            Text({FALLBACK: str(said["words"])}),
            weighed=bool(said["weighed"]),
            source=str(said["source"]),
            since=date.fromisoformat(said["since"]),
            until=date.fromisoformat(said["until"]) if said.get("until") else None,
        )
        for code, said in told.items()
    }


def under_law(clock: Clock, law: Law | None, on: date) -> Clock:
    """The clock as the law in force on the day of receipt has it; as it is where that says nothing."""
    term = law.term(clock.law, on) if law and clock.law else None
    if law is None or term is None:
        return clock
    plain: dict[str, Any] = {name: getattr(clock, name) for name in names(Clock)}
    length = {"days": term.days, "months": None, "minutes": None, "count": term.count}
    bare = LawfulClock(**{**plain, **length, "targets": ()})
    return replace(
        bare,
        statutory=True,
        roll=term.roll,
        extend=term.extend,
        source=term.source,
        clarify=term.clarify,
        fee=term.fee,
        holidays=law.holidays,
    )
