"""When a case is due: worked out from its events, the office's calendar and its promises, never counted up."""

from __future__ import annotations

from collections.abc import Sequence

from casework.base.clock import now
from casework.models import Case
from casework.packs import Workflow
from casework.services.deadlines.clock_events import OPENED
from casework.services.deadlines.happened import Happened, happened_to
from casework.services.deadlines.looks import next_look
from casework.services.deadlines.running import Running, next_due, next_risk, planned, running_clocks
from casework.services.deadlines.time_rules import time_rules
from casework.store.session import ViewerSession

__all__ = ["OPENED", "Running", "clocks_of", "renew_due"]


def clocks_of(
    session: ViewerSession, case: Case, workflow: Workflow, *, happened: Sequence[Happened] | None = None
) -> list[Running]:
    """The clocks of a case that have started, as they stand now, with their working day by day.

    `happened`: the events of the case in order, where the caller has read them already.
    """
    if not workflow.clocks:
        return []
    if happened is None:
        happened = happened_to(session, [case.id])[case.id]
    return running_clocks(workflow, happened, time_rules(session), now())


def renew_due(session: ViewerSession, case: Case, workflow: Workflow) -> None:
    """Work out anew until when a case is due, and when its clocks want to be looked at. Its row is locked."""
    session.flush()
    if case.closed_at is not None:
        case.due_at = case.planned_at = case.risk_at = case.look_at = None
        return
    happened = happened_to(session, [case.id])[case.id]
    clocks = clocks_of(session, case, workflow, happened=happened)
    case.due_at, case.planned_at, case.risk_at = next_due(clocks), planned(clocks), next_risk(clocks)
    case.look_at = next_look(clocks, workflow, case.state, happened)
