"""Under which law a request for records is: the office's usual one, until somebody finds that it is another."""

from __future__ import annotations

from uuid import UUID

from casework.packs import Workflow
from casework.packs.law import Law
from casework.services.deadlines.happened import happened_to
from casework.services.deadlines.promise import LAW, standing_of
from casework.services.deadlines.time_rules import time_rules
from casework.store.session import ViewerSession


def lawful(session: ViewerSession, workflow: Workflow) -> dict[str, str]:
    """What the opening of such a case notes of it; nothing where no clock is a law's, or the office is under none."""
    if not any(clock.law for clock in workflow.clocks):
        return {}
    usual = next(iter(time_rules(session).laws_here()), None)
    return {LAW: usual.name} if usual else {}


def law_of_case(session: ViewerSession, case_id: UUID) -> Law | None:
    """The law that a case is under, by its events."""
    happened = happened_to(session, [case_id])[case_id]
    return time_rules(session).law_of(standing_of(happened).law) if happened else None
