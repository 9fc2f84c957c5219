"""Which targets the clocks of a case have, once it is found to be of another kind: from its first day, on record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casework.base.clock import today
from casework.models import Case
from casework.packs import Workflow
from casework.services.cases.events import add_event
from casework.services.deadlines.happened import SORTED, happened_to
from casework.services.deadlines.promise import TARGETS, standing_of, targets_for
from casework.services.deadlines.what_if import with_both_days
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def renew_targets(session: ViewerSession, case: Case, workflow: Workflow, facts: Mapping[str, Any]) -> bool:
    """Whether any changed. The caller holds the case's lock and renews its due day afterwards."""
    targets = targets_for(workflow, facts, today(office_of(session).tenant.timezone))
    held = standing_of(happened_to(session, [case.id])[case.id]).targets
    if targets == dict(held):
        return False
    detail = with_both_days(session, case, workflow, SORTED, {TARGETS: targets})
    add_event(session, case.id, SORTED, public=True, detail=detail)
    ledger_chain.record(session, "case.targets", case=case.id, detail=targets)
    return True
