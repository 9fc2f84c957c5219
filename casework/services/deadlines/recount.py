"""Count the deadlines of open cases anew, where calendar or promises changed: some hundred cases at a time.

Counting twice changes nothing the second time. Clerks who have a case open are not disturbed: its version stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from casework.models import Case
from casework.services.deadlines.happened import RECOUNTED
from casework.services.deadlines.looks import next_look
from casework.services.deadlines.next_events import told_of
from casework.services.deadlines.open_cases import Counted, count_clocks, read_after
from casework.services.deadlines.running import decided_by, first_due, next_due, next_risk, planned
from casework.services.deadlines.time_rules import time_rules
from casework.store import ledger_chain
from casework.store.columns import one_of
from casework.store.queue import defer
from casework.store.session import ViewerSession

TASK = "recount_deadlines"
SIZE = 500

Moments = tuple[datetime | None, datetime | None, datetime | None, datetime | None]
"""Due, all of it planned to be done, at risk, to be looked at."""

Move = Mapping[str, str | None]
"""A clock by its name, and when it ended before and ends now."""


def ask_for_recount(session: ViewerSession) -> None:
    """Let the worker count all open cases of this office anew, once this transaction is done."""
    defer(session, TASK, lock=f"{TASK}:{session.viewer.tenant}")


def recount_some(session: ViewerSession, after: UUID | None = None, *, size: int = SIZE) -> UUID | None:
    """Count the next open cases anew. The id to go on after; None when these were the last."""
    cases, rules = read_after(session, after, size), time_rules(session)
    new: dict[Moments, list[UUID]] = defaultdict(list)
    moved = []
    for (one,) in count_clocks(session, cases, rules):
        case, due = one.case, next_due(one.clocks)
        look = next_look(one.clocks, one.workflow, case.state, one.happened)
        risk, done = next_risk(one.clocks), planned(one.clocks)
        if (due, done, risk, look) != (case.due_at, case.planned_at, case.risk_at, case.look_at):
            new[due, done, risk, look].append(case.id)
        if moves := _moves(one, due, done):
            moved.append((one, moves))
    for (due, done, risk, look), ids in new.items():
        session.execute(
            update(Case)
            .where(one_of(Case.id, ids))
            .values(due_at=due, planned_at=done, risk_at=risk, look_at=look)
            .execution_options(synchronize_session=False)
        )
    _enter(session, moved, rules.calendar.number)
    return cases[-1].id if len(cases) == size else None


def _enter(session: ViewerSession, moved: Sequence[tuple[Counted, list[Move]]], calendar: int) -> None:
    """An event for each case of which a day moved, and one entry in the ledger."""
    if not moved:
        return
    events = told_of(session, [one.case.id for one, _ in moved])
    for one, moves in moved:
        detail = {"calendar": calendar, "from": moves[0]["from"], "to": moves[0]["to"], "moves": moves}
        session.add(events.event(session, one.case.id, RECOUNTED, detail))
    session.flush()
    ledger_chain.record(session, "deadlines.recounted", detail={"cases": len(moved), "calendar": calendar})


def _moves(one: Counted, due: datetime | None, done: datetime | None) -> list[Move]:
    """What moved of the two days that a case keeps; once where one clock says both."""
    case = one.case
    told = (first_due(one.clocks), case.due_at, due), (decided_by(one.clocks), case.planned_at, done)
    moves: list[Move] = []
    for by, before, after in told:
        move = {"clock": by.clock.name if by else None, "from": _told(before), "to": _told(after)}
        if before != after and move not in moves:
            moves.append(move)
    return moves


def _told(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
