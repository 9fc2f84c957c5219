"""Which donors a list means: conditions on what they gave and when, as a rule that is kept and asked again each time.

A rule is data, never SQL: fields, comparisons and values of known kinds. The lists that ship (LYBUNT, SYBUNT, …) are
rules like any other, so there is one definition of each and it can be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from casework.base.values import Value

MONEY, COUNT, DAYS, SCORE, CHOICE, YES_NO = "money", "count", "days", "score", "choice", "yes_no"
LEVEL = "level"
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "lifetime": MONEY,
        "this_year": MONEY,
        "last_year": MONEY,
        "year_before": MONEY,  # the one before last year
        "earlier": MONEY,  # all years before last year
        "largest": MONEY,
        "gifts": COUNT,
        "days_since_last": DAYS,
        "days_since_first": DAYS,
        "recency": SCORE,
        "frequency": SCORE,
        "monetary": SCORE,
        "kind": CHOICE,
        "language": CHOICE,
        "level": LEVEL,  # of the office’s own levels, by its code
        "regular": YES_NO,  # a recurring gift runs
        "may_email": YES_NO,  # an appeal may be sent by e-mail
        "may_post": YES_NO,
    }
)
AT_LEAST, AT_MOST, IS, MORE_THAN, LESS_THAN = "at_least", "at_most", "is", "more_than", "less_than"
NUMBERS = frozenset({MONEY, COUNT, DAYS, SCORE})
LIMITED = frozenset({AT_LEAST, AT_MOST, IS})
COMPARED = frozenset({MORE_THAN, LESS_THAN})
"""Comparisons with another field of the same kind."""
MOST_CONDITIONS = 8
LARGEST_NUMBER = 10**15


class BadRule(ValueError):
    """A rule that can't be asked; says which condition, and why, by a code."""

    def __init__(self, place: int, code: str) -> None:
        super().__init__(f"condition {place}: {code}")
        self.place, self.code = place, code


class Condition(Value):
    """One condition: of the donor's `what`, by `how`, against a number, a word, yes or no, or another field."""

    what: str
    how: str
    value: int | str | bool

    def to_data(self) -> dict[str, Any]:
        """As it is kept."""
        return {"what": self.what, "how": self.how, "value": self.value}


class Rule(Value):
    """All of these conditions hold. None of them: every donor."""

    conditions: tuple[Condition, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """As it is kept."""
        return {"all": [one.to_data() for one in self.conditions]}


def rule_of(data: Mapping[str, Any]) -> Rule:
    """The rule that kept data describe. Raises BadRule for anything that is none."""
    told = data.get("all")
    if set(data) != {"all"} or not isinstance(told, list):
        raise BadRule(0, "shape")
    return checked([_read(one, place) for place, one in enumerate(told, 1)])


def checked(conditions: Sequence[Condition]) -> Rule:
    """The rule of these conditions. Raises BadRule."""
    if len(conditions) > MOST_CONDITIONS:
        raise BadRule(MOST_CONDITIONS + 1, "too_many")
    for place, one in enumerate(conditions, 1):
        if one.what not in FIELDS:
            raise BadRule(place, "field")
        if not _fits(one, FIELDS[one.what]):
            raise BadRule(place, "value")
    return Rule(tuple(conditions))


def _read(told: Any, place: int) -> Condition:
    if not isinstance(told, Mapping) or set(told) != {"what", "how", "value"}:
        raise BadRule(place, "shape")
    if not isinstance(told["value"], int | str):
        raise BadRule(place, "value")
    return Condition(str(told["what"]), str(told["how"]), told["value"])


def _fits(one: Condition, kind: str) -> bool:
    """Whether comparison and value suit the field."""
    if one.how in COMPARED:
        return kind in NUMBERS and FIELDS.get(str(one.value)) == kind and one.value != one.what
    if kind == YES_NO:
        return one.how == IS and isinstance(one.value, bool)
    if kind == LEVEL:
        return one.how in (IS, AT_LEAST) and isinstance(one.value, str) and 0 < len(one.value) <= 30
    if kind == CHOICE:
        return one.how == IS and isinstance(one.value, str) and 0 < len(one.value) <= 20
    number = type(one.value) is int and 0 <= one.value <= LARGEST_NUMBER
    return one.how in LIMITED and number and (kind != SCORE or 1 <= int(one.value) <= 5)


def _all(*told: tuple[str, str, int | str | bool]) -> Rule:
    return checked([Condition(*one) for one in told])


SHIPPED: Mapping[str, Rule] = MappingProxyType(
    {
        "everybody": Rule(),
        "lybunt": _all(("last_year", AT_LEAST, 1), ("this_year", AT_MOST, 0)),
        "sybunt": _all(("earlier", AT_LEAST, 1), ("last_year", AT_MOST, 0), ("this_year", AT_MOST, 0)),
        "upgraded": _all(("last_year", AT_LEAST, 1), ("this_year", MORE_THAN, "last_year")),
        "downgraded": _all(("this_year", AT_LEAST, 1), ("this_year", LESS_THAN, "last_year")),
        "first_this_year": _all(
            ("this_year", AT_LEAST, 1), ("last_year", AT_MOST, 0), ("earlier", AT_MOST, 0)
        ),
        "won_back": _all(("this_year", AT_LEAST, 1), ("last_year", AT_MOST, 0), ("earlier", AT_LEAST, 1)),
        "lapsed_13_24": _all(("days_since_last", AT_LEAST, 396), ("days_since_last", AT_MOST, 730)),
        "lapsed_25": _all(("days_since_last", AT_LEAST, 731)),
        "best": _all(("recency", AT_LEAST, 4), ("frequency", AT_LEAST, 4), ("monetary", AT_LEAST, 4)),
    }
)
"""The lists that ship, by code. Years are the office's financial years."""


_WIDE_SYBUNT = _all(("lifetime", AT_LEAST, 1), ("this_year", AT_MOST, 0))


def ships(*, sybunt_includes_lybunt: bool = False) -> Mapping[str, Rule]:
    """The lists that ship. Many programs count who gave last year, and not this one, among SYBUNT too: so does an
    office that says so."""
    return {**SHIPPED, "sybunt": _WIDE_SYBUNT} if sybunt_includes_lybunt else SHIPPED


class Steps(Value):
    """From which value on each score is given: of days since the last gift, gifts, and money in the window."""

    days: tuple[int, int, int, int] = (90, 180, 365, 730)  # up to so many days: 5, 4, 3, 2, and then 1
    gifts: tuple[int, int, int, int] = (2, 4, 8, 12)  # from so many on: 2, 3, 4, 5
    major: tuple[int, int, int, int] = (50, 250, 1000, 5000)  # from so much on, in whole units of money
    window_months: int = 36


def score_falling(value: int, steps: Sequence[int]) -> int:
    """5 down to 1: the fewer the better."""
    return 5 - sum(value > step for step in steps)


def score_rising(value: int, steps: Sequence[int]) -> int:
    """1 up to 5: the more the better."""
    return 1 + sum(value >= step for step in steps)
