"""When a case would be due if something were entered in it: for the entry itself, which tells both days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casework.base.clock import now
from casework.models import Case
from casework.packs import Workflow
from casework.services.deadlines.happened import Happened, happened_to
from casework.services.deadlines.running import next_due, running_clocks
from casework.services.deadlines.time_rules import time_rules
from casework.store.session import ViewerSession


def with_both_days(
    session: ViewerSession, case: Case, workflow: Workflow, kind: str, detail: Mapping[str, Any]
) -> dict[str, Any]:
    """The detail of an event of this kind with `from` and `to`: when the case is due, and when it would be then."""
    happened, rules, at = happened_to(session, [case.id])[case.id], time_rules(session), now()
    entered = Happened(at, kind, None, session.viewer.actor_kind, detail, None)
    before = next_due(running_clocks(workflow, happened, rules, at))
    after = next_due(running_clocks(workflow, [*happened, entered], rules, at))
    return {**detail, "from": _told(before), "to": _told(after)}


def _told(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
