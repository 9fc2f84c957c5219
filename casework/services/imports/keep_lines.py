"""What an import keeps of its rows: verdicts, claims of the dry run, and what was made of which line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.ids import new_id
from casework.models import ImportClaim, ImportKey, ImportLine, ImportMade
from casework.services.imports.abilities import Kept
from casework.services.imports.insert_rows import insert_rows
from casework.services.imports.register import SAME, WRONG, Entry, RegisterToImport, Told
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


def decisions(
    session: ViewerSession, run: UUID, entries: Sequence[Entry]
) -> dict[int, tuple[str, UUID | None]]:
    """Line → what was decided about a row that is perhaps here, and which record it is."""
    lines = [entry.line for entry in entries]
    if not lines:
        return {}
    rows = session.execute(
        select(ImportLine.line, ImportLine.decision, ImportLine.record_id).where(
            ImportLine.run_id == run,
            ImportLine.stage == "check",
            ImportLine.line.between(lines[0], lines[-1]),
            ImportLine.decision.is_not(None),
        )
    )
    return {row.line: (row.decision, row.record_id if row.decision == SAME else None) for row in rows}
