"""Decide about a row that is perhaps here already: it is somebody new, it is this one, or it stays out."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.phrases import phrase
from casework.models import ImportLine
from casework.services.imports.abilities import ComparesRows
from casework.services.imports.find_import import find_import
from casework.services.imports.not_the_same import remember
from casework.services.imports.register import NEW, PERHAPS, SAME, known_registers
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LEAVE = "leave"


def decide_line(
    session: ViewerSession,
    run_id: UUID,
    line: int,
    decision: str,
    *,
    record: UUID | None = None,
    of_line: int | None = None,
) -> ImportLine:
    """Keep the decision for the run: `NEW`, `LEAVE`, or the `SAME` as a record or as a line before it.

    Raises InvalidInput under `decision`; Refused once rows are being written.
    """
    run = find_import(session, run_id, lock=True)
    if run.state != "checked":
        raise Refused(
            "IMPORT_STATE", phrase("This import has moved on since the page was shown. Look at it again")
        )
    row = _undecided(session, run.id, line)
    offered = record in row.perhaps or of_line in row.perhaps_lines
    if decision not in (NEW, SAME, LEAVE) or (decision == SAME and not offered):
        raise InvalidInput({"decision": phrase("Choose who this is")})
    before, row.decision = row.decision, decision
    row.record_id = record if decision == SAME else None
    row.of_line = of_line if decision == SAME and record is None else None
    if isinstance(known_registers()[run.register], ComparesRows) and row.perhaps:
        remember(session, run, row, others=decision == NEW)
    row.decided_by = session.viewer.actor
    _recount(run, before, decision)
    session.flush()
    ledger_chain.record(
        session,
        "import.decided",
        subjects=[record] if record else [],
        detail={"import": str(run.id), "line": line, "decision": decision},
    )
    return row


def _undecided(session: ViewerSession, run: UUID, line: int) -> ImportLine:
    row = session.scalar(
        select(ImportLine).where(
            ImportLine.run_id == run,
            ImportLine.stage == "check",
            ImportLine.line == line,
            ImportLine.verdict == PERHAPS,
        )
    )
    if row is None:
        raise NotFound
    return row


def _recount(run: object, before: str | None, after: str) -> None:
    """What is told of the run counts a decided row where it will go."""
    places = {None: "perhaps", LEAVE: "perhaps", NEW: "new", SAME: "same"}
    for decision, by in ((before, -1), (after, 1)):
        name = places[decision]
        setattr(run, name, getattr(run, name) + by)
