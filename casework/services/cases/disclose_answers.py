"""Disclose some answers of a case: those a form lays beside what it asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from casework.models import Case
from casework.packs import Workflow
from casework.services.cases.facts import may_open, read_facts
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def disclose_answers(
    session: ViewerSession, case: Case, workflow: Workflow, names: Iterable[str]
) -> dict[str, Any]:
    """The values this viewer may read of these fields, with one entry in the ledger when there are any."""
    wanted = set(names)
    open_to = [
        field.name for field in workflow.fields if field.name in wanted and may_open(session.viewer, field)
    ]
    values = read_facts(session, case.id, open_to) if open_to else {}
    if values:
        ledger_chain.record(session, "case.disclosed", case=case.id, fields=values)
    return values
