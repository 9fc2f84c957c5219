"""Disclose some answers of a case: those a form lays beside what it asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from casework.models import Case
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def disclose_answers(
    session: ViewerSession, case: Case, facts: Mapping[str, Any], names: Iterable[str]
) -> dict[str, Any]:
    """Those of a viewer's facts that have these names, with one entry in the ledger if there are any."""
    values = {name: facts[name] for name in names if name in facts}
    if values:
        ledger_chain.record(session, "case.disclosed", case=case.id, fields=values)
    return values
