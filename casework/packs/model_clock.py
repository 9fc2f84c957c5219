"""Clocks of a workflow: what is promised by when, how much the law allows at most, and for whom it is otherwise."""

from collections.abc import Mapping
from typing import Any

from casework.base.values import Value
from casework.domain.terms import Count, Term
from casework.packs.text import Text

APPLICANTS = "applicant"
LENGTHS = ("days", "months", "minutes")


def count_of(length: Mapping[str, Any], count: str) -> tuple[int, Count]:
    """How much of what: exactly one of days, months and minutes is given."""
    unit = next(name for name in LENGTHS if length.get(name))
    amount = int(length[unit])
    if unit == "minutes":
        return amount, "minutes" if count == "working" else "any_minutes"
    if unit == "months":
        return amount, "months"
    return amount, "working" if count == "working" else "calendar"


class Target(Value):
    """Another length of a clock, for cases whose answers `when` holds for."""

    name: str
    label: Text
    when: str
    days: int | None = None
    months: int | None = None
    minutes: int | None = None
    count: str | None = None  # working | calendar; the clock's own unless said


class Legal(Value):
    """What the law allows at most, beside what is promised. It stands only in the states it names.

    `extend`: by how much it may be extended, in its own count; `pauses`: how often it may stand.
    """

    source: str
    count: str
    days: int | None = None
    months: int | None = None
    minutes: int | None = None
    roll: bool = False
    stands: tuple[str, ...] = ()
    pauses: int | None = None
    extend: int = 0

    @property
    def term(self) -> Term:
        """As the engine counts it: from the legal day of receipt, to the end of the last day."""
        amount, count = count_of(_lengths(self), self.count)
        return Term(amount, count, statutory=True, roll=self.roll, pauses=self.pauses)


CONVENTION = "Convention"
"""The source of a length that no rule sets: the office promises it by itself."""


class Clock(Value):
    """A limit, from an event on, that one duty (or the applicant) has to keep; `then`: the move made when it runs out.

    `measures` "first_response" ends with the first word to the applicant, "update" begins anew with each.
    `stands`: the states in which it is paused, if not those whose clock is "pause"; `steady`: it never is.
    `extend`: by how much at most. `law`: which limit of the law that holds for the case it is; then the length here is
    for offices where none does. `clarifies` and `charges`: the states in which the applicant is asked what exactly
    they want, and told of a fee: what either does to the clock is the law's to say.
    """

    name: str
    label: Text
    count: str  # working | calendar
    starts: str  # "opened", or the state whose entry starts it
    days: int | None = None
    months: int | None = None
    minutes: int | None = None
    stops: tuple[str, ...] = ()  # states that end it; final states always do
    anew: tuple[str, ...] = ()  # moves with which it begins once more
    then: str | None = None
    remind: int | None = None  # days before the end
    source: str = ""
    measures: str = ""  # first_response | update | resolution
    owner: str = ""  # a duty, or "applicant"
    risk: int = 80
    roll: bool = False
    statutory: bool = False
    stands: tuple[str, ...] = ()
    steady: bool = False
    extend: int = 0
    targets: tuple[Target, ...] = ()
    legal: Legal | None = None
    law: str = ""
    clarifies: tuple[str, ...] = ()
    charges: tuple[str, ...] = ()

    @property
    def by_applicant(self) -> bool:
        """Whether the applicant has to act, not the office."""
        return self.owner == APPLICANTS or (not self.owner and self.then is not None)

    def target(self, name: str | None) -> Target | None:
        """The target of this name."""
        return next((one for one in self.targets if one.name == name), None)

    def length(self, target: str | None) -> dict[str, Any]:
        """Its length as data: `days`, `months` or `minutes`, and `count`; the target's where there is one."""
        chosen = self.target(target)
        own = {**_lengths(self), "count": self.count}
        return {**_lengths(chosen), "count": chosen.count or self.count} if chosen else own

    @property
    def usual(self) -> Term:
        """How long it has where nothing else is said."""
        return self.term(self.length(None))

    def term(self, length: Mapping[str, Any]) -> Term:
        """The term of a length, with what the clock itself says."""
        amount, count = count_of(length, str(length["count"]))
        return Term(amount, count, statutory=self.statutory, roll=self.roll, risk=self.risk)


def _lengths(limit: Clock | Target | Legal) -> dict[str, int]:
    return {name: value for name in LENGTHS if (value := getattr(limit, name))}
