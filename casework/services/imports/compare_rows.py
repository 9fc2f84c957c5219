"""Which rows of one file may be the same person: known by what they share, weighed like people on record.

An old system that numbers somebody twice has them twice for a reason that nobody remembers: such rows are never joined
without somebody who looks. Only of rows without a number of their own the same name with an e-mail is enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

from sqlalchemy import ARRAY, Boolean, LargeBinary, any_, cast, literal, select

from casework.domain.matching import match
from casework.models import ImportClaim, ImportLine
from casework.services.imports.compare_people import MOST_OFFERED, certainly, keys_of, traits_of
from casework.services.imports.register import NEW, PERHAPS, Claim, Entry, Told
from casework.store.session import ViewerSession

MOST_RECALLED = 20
"""Rows that are weighed against one row, however many live at one address."""


class Prepares(Protocol):
    """A register that makes of a row what it is compared by."""

    def prepare(self, session: ViewerSession, entry: Entry, told: Told) -> None: ...


def compare_rows(session: ViewerSession, entries: Sequence[Entry], told: Told, register: Prepares) -> None:
    """Note in each row the earlier ones that it may be. Each is prepared, and compared with people on record."""
    for entry in entries:
        entry.more["likes"] = sorted({Claim(f"like {kind} {key}").digest() for kind, key in keys_of(entry)})
    earlier = _recalled(session, entries, told, register)
    for entry in entries:
        if entry.record is None:
            _weigh(entry, (other for like in entry.more["likes"] for other in earlier.get(like, ())))
        if entry.verdict in (NEW, PERHAPS):
            for like in entry.more["likes"]:
                if len(earlier[like]) < MOST_RECALLED:
                    earlier[like].append(entry)


def _weigh(entry: Entry, others: Iterable[Entry]) -> None:
    traits = traits_of(entry)
    found: dict[int, int] = {}
    for other in others:
        one = match(traits, other.line, traits_of(other))
        if one is None or other.line == entry.line or other.line in found:
            continue
        found[other.line] = one.score
        alone = not entry.perhaps and other.verdict == NEW and not (entry.number and other.number)
        if alone and certainly(traits, traits_of(other)):
            entry.repeats = entry.of_line = other.line
            return
    ranked = sorted(found, key=lambda line: (-found[line], line))
    entry.perhaps_lines = tuple(ranked[: max(0, MOST_OFFERED - len(entry.perhaps))])


def _recalled(
    session: ViewerSession, entries: Sequence[Entry], told: Told, register: Prepares
) -> defaultdict[bytes, list[Entry]]:
    """Digest of what is shared → rows before these that have it."""
    found: defaultdict[bytes, list[Entry]] = defaultdict(list)
    wanted = sorted({like for entry in entries for like in entry.more["likes"]})
    if told.again is None or not wanted:
        return found
    same = cast(ImportClaim.thing == any_(literal(wanted, ARRAY(LargeBinary))), Boolean)
    rows = session.execute(
        select(ImportClaim.id, ImportClaim.line, ImportClaim.thing)
        .where(ImportClaim.run_id == told.run, same)
        .order_by(ImportClaim.line)
        .limit(MOST_RECALLED * len(entries))
    )
    sharing = [(row.line, row.thing) for row in rows]
    before = _rows_again(session, {line for line, _ in sharing}, told, register)
    for line, thing in sharing:
        if line in before and len(found[thing]) < MOST_RECALLED:
            found[thing].append(before[line])
    return found


def _rows_again(session: ViewerSession, lines: set[int], told: Told, register: Prepares) -> dict[int, Entry]:
    """Rows of these lines that are to become people, as they stand in the file."""
    if not lines or told.again is None:
        return {}
    places = session.execute(
        select(ImportLine.line, ImportLine.at).where(
            ImportLine.run_id == told.run,
            ImportLine.stage == "check",
            ImportLine.line.in_(sorted(lines)),
            ImportLine.verdict.in_((NEW, PERHAPS)),
        )
    )
    found = {}
    for entry in told.again([(row.line, row.at) for row in places]):
        if not entry.wrong:
            register.prepare(session, entry, told)
            entry.number = entry.values.get("number")
            found[entry.line] = entry
    return {line: entry for line, entry in found.items() if not entry.wrong}
