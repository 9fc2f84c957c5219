"""Rows that are perhaps here, beside whom they may be: what each says, how much agrees, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from casework.base.phrases import Sayable
from casework.base.values import Value
from casework.domain.matching import Traits, match
from casework.models import ImportLine, ImportRun
from casework.services.imports.abilities import ComparesRows
from casework.services.imports.compare_people import traits_of
from casework.services.imports.keep_lines import places_of
from casework.services.imports.look_again import looking_again
from casework.services.imports.register import Entry, known_registers
from casework.services.people.candidates import MOST_CANDIDATES, Known, known_of
from casework.store.session import ViewerSession

FIELDS = ("name", "email", "phone", "birth_date", "address")
Said = Mapping[str, str]


class Candidate(Value):
    """Somebody whom a row may be: a person on record (`record`), or a row before it (`line`); what is said of them."""

    record: UUID | None
    line: int | None
    said: Said
    score: int | None = None
    reasons: tuple[tuple[int, Sayable], ...] = ()


class Beside(Value):
    """What a row says, and whom it may be, the likeliest first."""

    said: Said
    candidates: tuple[Candidate, ...]


def weigh_lines(session: ViewerSession, run: ImportRun, lines: Sequence[ImportLine]) -> dict[int, Beside]:
    """Line → what it says beside whom it may be. Nothing where a register is not about people, or the file is gone."""
    register = known_registers()[run.register]
    if not lines or not isinstance(register, ComparesRows):
        return {}
    wanted = {line: (line.line, line.at) for line in lines}
    with looking_again(session, run) as told:
        if told is None or told.again is None:
            return {}
        places = dict.fromkeys([*wanted.values(), *_places(session, run, lines)])
        entries = {entry.line: entry for entry in told.again(list(places))}
        for entry in entries.values():
            register.prepare(session, entry, told)
    people = _known(session, {one for line in lines for one in line.perhaps})
    return {
        line.line: _beside(line, entries, people)
        for line in lines
        if line.line in entries and not entries[line.line].wrong
    }


def _places(session: ViewerSession, run: ImportRun, lines: Sequence[ImportLine]) -> Iterable[tuple[int, int]]:
    """Where the rows stand that these may be."""
    return places_of(session, run.id, {one for line in lines for one in line.perhaps_lines})


def _known(session: ViewerSession, people: set[UUID]) -> dict[UUID, Known]:
    ordered = sorted(people)
    found: dict[UUID, Known] = {}
    for first in range(0, len(ordered), MOST_CANDIDATES):
        found |= known_of(session, ordered[first : first + MOST_CANDIDATES])
    return found


def _beside(line: ImportLine, entries: Mapping[int, Entry], people: Mapping[UUID, Known]) -> Beside:
    traits = traits_of(entries[line.line])
    found = [
        _candidate(traits, people[one].traits(has_number=False), _of_person(people[one]), record=one)
        for one in line.perhaps
        if one in people
    ]
    found += [
        _candidate(traits, traits_of(entries[one]), _of_row(entries[one]), line=one)
        for one in line.perhaps_lines
        if one in entries and not entries[one].wrong
    ]
    return Beside(_of_row(entries[line.line]), tuple(sorted(found, key=lambda one: -(one.score or 0))))


def _candidate(
    wanted: Traits, known: Traits, said: Said, *, record: UUID | None = None, line: int | None = None
) -> Candidate:
    one = match(wanted, 0, known)
    if one is None:
        return Candidate(record, line, said)
    return Candidate(record, line, said, one.score, tuple((why.points, why.said) for why in one.reasons))


def _of_person(known: Known) -> Said:
    return {
        "name": known.name,
        "email": ", ".join(known.emails),
        "phone": ", ".join(number for number, _ in known.phones),
        "birth_date": known.birth_date.isoformat() if known.birth_date else "",
        "address": "; ".join(" ".join(lines.split()) for lines, _ in known.addresses),
    }


def _of_row(entry: Entry) -> Said:
    person, contacts, address = (entry.more[name] for name in ("person", "contacts", "address"))
    born = entry.values.get("birth_date")
    return {
        "name": person["name"],
        "email": ", ".join(one["value"] for one in contacts if one["kind"] == "email"),
        "phone": ", ".join(one["value"] for one in contacts if one["kind"] == "phone"),
        "birth_date": born.isoformat() if born else "",
        "address": " ".join(address["lines"].split()) if address else "",
    }
