"""What an import keeps of its rows: verdicts, claims of the dry run, and what was made of which line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from casework.base.ids import new_id
from casework.base.values import Value
from casework.models import ImportClaim, ImportKey, ImportLine, ImportMade
from casework.services.imports.abilities import Kept
from casework.services.imports.register import PERHAPS, SAME, WRONG, Entry, RegisterToImport, Told
from casework.services.insert_rows import insert_rows
from casework.store.session import ViewerSession


def keep_lines(session: ViewerSession, run: UUID, stage: str, entries: Iterable[Entry]) -> None:
    """The verdict on each of these rows."""
    insert_rows(
        session,
        ImportLine,
        [
            {
                "run_id": run,
                "stage": stage,
                "line": entry.line,
                "at": entry.at,
                "verdict": entry.verdict,
                "record_id": entry.record,
                "perhaps": list(entry.perhaps),
                "perhaps_lines": list(entry.perhaps_lines),
                "of_line": entry.of_line,
                "wrong": [one.stored() for one in entry.wrong],
                "decision": entry.decision,
            }
            for entry in entries
        ],
    )


def kept_values(run: UUID, kept: Kept) -> dict[str, Any]:
    """The line of a record that was not taken back."""
    return {
        "run_id": run,
        "stage": "undo",
        "line": kept.line,
        "at": 0,
        "verdict": WRONG,
        "record_id": kept.record,
        "perhaps": [],
        "perhaps_lines": [],
        "wrong": [kept.why.stored()],
    }


def keep_claims(session: ViewerSession, run: UUID, entries: Iterable[Entry]) -> None:
    """What these rows would take, for the rows after them."""
    insert_rows(
        session,
        ImportClaim,
        [
            {
                "run_id": run,
                "line": entry.line,
                "thing": claim.digest(),
                "content": content,
                "since": claim.since,
                "until": claim.until,
            }
            for entry in entries
            for content in (entry.content(),)
            for claim in entry.claims
        ]
        + [
            {"run_id": run, "line": entry.line, "thing": like, "content": entry.content()}
            | {"since": None, "until": None}
            for entry in entries
            for like in entry.more.get("likes", ())
        ],
    )


def keep_made(
    session: ViewerSession, told: Told, register: RegisterToImport, entries: Sequence[Entry]
) -> None:
    """The numbers of the old system, and every record that was made, each with its line."""
    keys = []
    for entry in entries:
        record = entry.record or next((made for table, made in entry.made if table == register.record), None)
        if not entry.number or entry.numbered or record is None or entry.wrong:
            continue
        key = {
            "id": new_id(),
            "register": register.name,
            "source": told.source,
            "key": entry.number,
            "record_id": record,
        }
        keys.append(key)
        entry.more["key"] = key["id"]
    insert_rows(session, ImportKey, keys)
    made = [
        {"run_id": told.run, "line": entry.line, "record": table, "record_id": record}
        for entry in entries
        for table, record in (
            *entry.made,
            *([("import_key", entry.more["key"])] if "key" in entry.more else ()),
        )
    ]
    insert_rows(session, ImportMade, made)


class Decided(Value):
    """What was found of a row in the dry run, and what somebody said of it."""

    decision: str | None
    record: UUID | None
    of_line: int | None
    perhaps: tuple[UUID, ...]
    perhaps_lines: tuple[int, ...]

    @property
    def is_same(self) -> bool:
        """Whether it is somebody here, or on another line."""
        return self.decision == SAME or (self.decision is None and self.of_line is not None)


def decisions(session: ViewerSession, run: UUID, entries: Sequence[Entry]) -> dict[int, Decided]:
    """Line → what was decided about a row that is perhaps here, or that another line repeats."""
    lines = [entry.line for entry in entries]
    if not lines:
        return {}
    rows = session.scalars(
        select(ImportLine).where(
            ImportLine.run_id == run,
            ImportLine.stage == "check",
            ImportLine.line.between(lines[0], lines[-1]),
            or_(ImportLine.verdict == PERHAPS, ImportLine.of_line.is_not(None)),
        )
    )
    return {
        row.line: Decided(
            row.decision,
            row.record_id if row.decision == SAME else None,
            row.of_line,
            tuple(row.perhaps),
            tuple(row.perhaps_lines),
        )
        for row in rows
    }


def records_of_lines(
    session: ViewerSession, run: UUID, record: str, lines: Collection[int]
) -> dict[int, UUID]:
    """Line → the record that this run made of it, or found for it."""
    if not lines:
        return {}
    wanted = sorted(lines)
    found = session.execute(
        select(ImportLine.line, ImportLine.record_id).where(
            ImportLine.run_id == run, ImportLine.stage == "run", ImportLine.line.in_(wanted)
        )
    )
    known = {row.line: row.record_id for row in found if row.record_id is not None}
    made = session.execute(
        select(ImportMade.line, ImportMade.record_id).where(
            ImportMade.run_id == run, ImportMade.record == record, ImportMade.line.in_(wanted)
        )
    )
    return known | {row.line: row.record_id for row in made}


def places_of(session: ViewerSession, run: UUID, lines: Collection[int]) -> list[tuple[int, int]]:
    """Where these rows stand in the file: line and byte, as the dry run noted them."""
    if not lines:
        return []
    rows = session.execute(
        select(ImportLine.line, ImportLine.at).where(
            ImportLine.run_id == run, ImportLine.stage == "check", ImportLine.line.in_(sorted(lines))
        )
    )
    return [(row.line, row.at) for row in rows]
