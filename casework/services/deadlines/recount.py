"""Count the deadlines of open cases anew, where calendar or promises changed: some hundred cases at a time.

Counting twice changes nothing the second time. Clerks who have a case open are not disturbed: its version stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from casework.models import Case
from casework.services.deadlines.happened import RECOUNTED
from casework.services.deadlines.looks import next_look
from casework.services.deadlines.next_events import told_of
from casework.services.deadlines.open_cases import Counted, count_clocks, read_after
from casework.services.deadlines.running import next_due, next_risk, planned
from casework.services.deadlines.time_rules import time_rules
from casework.store import ledger_chain
from casework.store.columns import one_of
from casework.store.queue import defer
from casework.store.session import ViewerSession

TASK = "recount_deadlines"
SIZE = 500

Moments = tuple[datetime | None, datetime | None, datetime | None, datetime | None]
"""Due, all of it planned to be done, at risk, to be looked at."""

Move = tuple[Counted, datetime | None, datetime | None]
"""A case, and a day of it as it was and as it is."""


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
        if due != case.due_at:
            moved.append((one, case.due_at, due))
        elif done != case.planned_at:
            moved.append((one, case.planned_at, done))
    for (due, done, risk, look), ids in new.items():
        session.execute(
            update(Case)
            .where(one_of(Case.id, ids))
            .values(due_at=due, planned_at=done, risk_at=risk, look_at=look)
            .execution_options(synchronize_session=False)
        )
    _enter(session, moved, rules.calendar.number)
    return cases[-1].id if len(cases) == size else None


def _enter(session: ViewerSession, moved: Sequence[Move], calendar: int) -> None:
    """An event for each case of which a day moved, and one entry in the ledger."""
    if not moved:
        return
    events = told_of(session, [one.case.id for one, _, _ in moved])
    for one, before, after in moved:
        detail = {"calendar": calendar, "from": _told(before), "to": _told(after)}
        session.add(events.event(session, one.case.id, RECOUNTED, detail))
    session.flush()
    ledger_chain.record(session, "deadlines.recounted", detail={"cases": len(moved), "calendar": calendar})


def _told(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
