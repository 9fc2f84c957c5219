"""Give a case a level of service, or none, whatever is on record of its parties. Its clocks are counted by that."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.policy.rulebook import require
from casework.services.cases.due import renew_due
from casework.services.cases.events import add_event
from casework.services.cases.find_case import lock_case
from casework.services.cases.pin import workflow_of
from casework.services.deadlines.agreed import AGREEMENT
from casework.services.deadlines.happened import SORTED, happened_to
from casework.services.deadlines.promise import CHOSEN, LEVEL, PROMISES_NUMBER, Standing, standing_of
from casework.services.deadlines.time_rules import time_rules
from casework.services.deadlines.what_if import with_both_days
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def levels_of(session: ViewerSession) -> tuple[str, ...]:
    """The levels of service that the office's newest promises know."""
    promises = time_rules(session).promises
    return tuple(sorted(promises[-1].document.get("levels", {}))) if promises else ()


def set_level(session: ViewerSession, case_id: UUID, level: str) -> None:
    """Let a case have this level as the newest promises say it; "": none. From then on no class of a person counts in
    it; an agreement does. Raises InvalidInput under `level`."""
    require("case.extend", session.viewer)
    case = lock_case(session, case_id)
    if level and level not in levels_of(session):
        raise InvalidInput({"level": phrase("Choose from the list")})
    promises = time_rules(session).promises
    workflow = workflow_of(session, case)
    detail: dict[str, Any] = {
        LEVEL: level,
        CHOSEN: True,
        **({PROMISES_NUMBER: promises[-1].number} if promises else {}),
    }
    held = standing_in(session, case.id).agreed
    if held is not None and held.by_class:
        detail |= {AGREEMENT: {}}
    both = with_both_days(session, case, workflow, SORTED, detail)
    add_event(session, case.id, SORTED, public=True, detail=both)
    renew_due(session, case, workflow)
    ledger_chain.record(session, "case.level", case=case.id, detail=detail)


def standing_in(session: ViewerSession, case_id: UUID) -> Standing:
    """What holds for a case by its events."""
    return standing_of(happened_to(session, [case_id])[case_id])
