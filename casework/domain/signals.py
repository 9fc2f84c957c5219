"""Looks that somebody should ask about, by rule. Pure: what was looked at goes in, what was found comes out.

A signal is no verdict. Each says what was seen and holds the numbers of the entries behind it, for a person to ask.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

from casework.base.values import Value

NO_CASE, FISHING, OWN_NAME, COLLEAGUE, BURST, NIGHT = KINDS = (
    *("no_case", "fishing", "own_name"),
    *("colleague", "burst", "night"),
)

ONE = 5
"""An entry that shows more people or cases than this is a list, and no look at somebody."""
SHORT = timedelta(minutes=30)
FEWEST_PLATES = 3
FEWEST_IN_BURST = 25
TIMES_USUAL = 4


class Look(Value):
    """One entry of the ledger by a member. `wants_case`: its purpose allows a look at somebody only for a case, or on
    facts that are told instead of one."""

    id: int
    at: datetime
    actor: UUID
    subjects: tuple[UUID, ...]
    shows_people: bool
    in_case: bool
    wants_case: bool


class Found(Value):
    """Something to ask about: who, from when to when, and the entries behind it."""

    kind: str
    actor: UUID
    since: datetime
    until: datetime
    entries: tuple[int, ...]
    looks: int


class Office(Value):
    """What the rules know beside the looks: who bears which name here, plates by mark, hours."""

    day_of: Callable[[datetime], date]
    is_open: Callable[[datetime], bool]
    same_name: Mapping[UUID, frozenset[UUID]]  # a person or case of a name -> members who bear it
    plates: Mapping[UUID, str]  # a mark -> its text without blanks


def signals(looks: Sequence[Look], office: Office) -> list[Found]:
    """Everything to ask about in these looks, one for each rule, member and day, in the order of time."""
    ordered = sorted(looks, key=lambda look: (look.at, look.id))
    near = [look for look in ordered if 0 < len(look.subjects) <= ONE]
    found = [
        *_by_day(
            NO_CASE,
            (look for look in near if look.shows_people and look.wants_case and not look.in_case),
            office,
        ),
        *_by_day(OWN_NAME, (look for look in near if look.actor in _named(look, office)), office),
        *_by_day(COLLEAGUE, (look for look in near if _named(look, office) - {look.actor}), office),
        *_by_day(NIGHT, (look for look in ordered if not office.is_open(look.at)), office),
        *_fishing((look for look in near if not look.in_case), office),
        *_bursts(near, office),
    ]
    return sorted(found, key=lambda one: (one.since, one.kind))


def _without_case(look: Look) -> bool:
    return look.shows_people and look.wants_case and not look.in_case


def _named(look: Look, office: Office) -> frozenset[UUID]:
    return frozenset().union(*(office.same_name.get(subject, frozenset()) for subject in look.subjects))


def _by_day(kind: str, looks: Iterable[Look], office: Office) -> Iterator[Found]:
    groups: defaultdict[tuple[UUID, date], list[Look]] = defaultdict(list)
    for look in looks:
        groups[look.actor, office.day_of(look.at)].append(look)
    for group in groups.values():
        yield _found(kind, group)


def _found(kind: str, looks: Sequence[Look]) -> Found:
    return Found(
        kind, looks[0].actor, looks[0].at, looks[-1].at, tuple(look.id for look in looks), len(looks)
    )


def _fishing(looks: Iterable[Look], office: Office) -> Iterator[Found]:
    """Plates one character apart, one after the other: somebody tries plates."""
    groups: defaultdict[tuple[UUID, date], list[tuple[Look, str]]] = defaultdict(list)
    for look in looks:
        plate = next((office.plates[one] for one in look.subjects if one in office.plates), None)
        if plate is not None:
            groups[look.actor, office.day_of(look.at)].append((look, plate))
    for group in groups.values():
        cast: list[tuple[Look, str]] = []
        for look, plate in group:
            recent = [(one, text) for one, text in group if abs(one.at - look.at) <= SHORT]
            if any(one_apart(plate, text) for _, text in recent):
                cast.append((look, plate))
        if len({plate for _, plate in cast}) >= FEWEST_PLATES:
            yield _found(FISHING, [look for look, _ in cast])


def one_apart(one: str, other: str) -> bool:
    """Whether two texts differ by one character changed, added or left out."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + (len(one) == len(other)) :] == long[at + 1 :]


def _bursts(looks: Sequence[Look], office: Office) -> Iterator[Found]:
    """Far more people or cases on one day than this member's usual day, and than a usual day in this office."""
    days: defaultdict[UUID, defaultdict[date, list[Look]]] = defaultdict(lambda: defaultdict(list))
    for look in looks:
        days[look.actor][office.day_of(look.at)].append(look)
    counts = {
        actor: {
            day: len({subject for look in some for subject in look.subjects}) for day, some in own.items()
        }
        for actor, own in days.items()
    }
    everybody = [count for own in counts.values() for count in own.values()]
    for actor, own in counts.items():
        for day, count in own.items():
            others = [n for other, n in own.items() if other != day]
            usual = max(_usual(others), _usual(everybody))
            if count >= FEWEST_IN_BURST and count > TIMES_USUAL * usual:
                yield _found(BURST, days[actor][day])


def _usual(counts: Sequence[int]) -> float:
    return float(median(counts)) if counts else 0.0
