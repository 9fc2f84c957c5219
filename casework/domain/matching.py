"""Is this somebody we know? Reasons and a score for a clerk to judge; never a join on a name alone.

Exact identifiers decide first, then e-mail and phone, then name with address or birth date.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Generic, Literal, TypeVar

from casework.base.phrases import Sayable, phrase
from casework.base.values import Value, field
from casework.domain.likeness import address_likeness, name_likeness

Key = TypeVar("Key")

Code = Literal[
    "identifier", "email", "phone", "birth_date", "name", "address",
    "other_identifier", "other_birth_date", "other_name",
]  # fmt: skip
Band = Literal["exact", "likely", "possible"]

_ALIKE = 0.85  # two names less alike than this are different names
_UNLIKE = 0.6
_LIKELY, _POSSIBLE = 75, 45


class Traits(Value):
    """What is known of a person, as keys: search keys of names and addresses, E.164 phones, e-mail keys.

    `identifiers` maps the kind (a tax number) to its value or its blind index.
    """

    name: str
    birth_date: date | None = None
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    identifiers: Mapping[str, str | int] = field(default_factory=dict)


class Reason(Value):
    """One thing that speaks for or (below zero) against being the same."""

    code: Code
    points: int
    said: Sayable


class Match(Value, Generic[Key]):
    """A person it may be, how likely from 1 to 100, and why."""

    person: Key
    score: int
    band: Band
    reasons: tuple[Reason, ...]


def match(wanted: Traits, person: Key, known: Traits) -> Match[Key] | None:
    """How `known` compares with `wanted`; None when it should not be offered at all."""
    reasons = tuple(_reasons(wanted, known))
    if not any(reason.points > 0 and reason.code != "name" for reason in reasons):
        return None
    exact = _by_identifier(reasons)
    against = [reason for reason in reasons if reason.points < 0]
    score = max(1, min(100 if exact and not against else 99, sum(reason.points for reason in reasons)))
    if not exact and score < _POSSIBLE:
        return None
    return Match(person, score, _band(score, exact, bool(against)), reasons)


def matches(wanted: Traits, known: Iterable[tuple[Key, Traits]], *, at_most: int = 5) -> list[Match[Key]]:
    """The people it may be: by identity number first, then the likeliest."""
    found = [one for person, traits in known if (one := match(wanted, person, traits)) is not None]
    return sorted(found, key=lambda one: (not _by_identifier(one.reasons), -one.score))[:at_most]


def _by_identifier(reasons: Iterable[Reason]) -> bool:
    return any(reason.code == "identifier" for reason in reasons)


def _band(score: int, exact: bool, against: bool) -> Band:
    if exact:
        return "likely" if against else "exact"
    return "likely" if score >= _LIKELY and not against else "possible"


def _reasons(wanted: Traits, known: Traits) -> Iterable[Reason]:
    yield from _identifier_reasons(wanted, known)
    if wanted.emails & known.emails:
        yield Reason("email", 45, phrase("The same e-mail address"))
    if wanted.phones & known.phones:
        yield Reason("phone", 40, phrase("The same phone number"))
    yield from _birth_reasons(wanted, known)
    yield from _name_reasons(wanted, known)
    nearest = max((address_likeness(a, b) for a in wanted.addresses for b in known.addresses), default=0.0)
    if nearest >= 0.7:
        yield Reason("address", round(25 * nearest), phrase("The same address, or nearly"))


def _identifier_reasons(wanted: Traits, known: Traits) -> Iterable[Reason]:
    for kind in sorted(set(wanted.identifiers) & set(known.identifiers)):
        if wanted.identifiers[kind] == known.identifiers[kind]:
            yield Reason("identifier", 100, phrase("The same identity number"))
        else:
            yield Reason("other_identifier", -60, phrase("Another identity number of the same kind"))


def _birth_reasons(wanted: Traits, known: Traits) -> Iterable[Reason]:
    if wanted.birth_date is not None and known.birth_date is not None:
        if wanted.birth_date == known.birth_date:
            yield Reason("birth_date", 25, phrase("The same birth date"))
        else:
            yield Reason("other_birth_date", -35, phrase("Another birth date"))


def _name_reasons(wanted: Traits, known: Traits) -> Iterable[Reason]:
    alike = name_likeness(wanted.name, known.name)
    if alike >= _ALIKE:
        said = phrase("The same name") if alike == 1 else phrase("Nearly the same name")
        yield Reason("name", round(35 * alike), said)
    elif alike < _UNLIKE:
        yield Reason("other_name", -20, phrase("Another name"))
