"""How long a clock of a case has: the workflow's length, the office's own, and what is promised to some.

The most specific holds: what a level of service says of the kind of case, then of the clock, then what the office
says, then the workflow. What a case's answers make of it was noted when they came in, so nobody reads them for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from casework.base.values import Value, field
from casework.domain.terms import Term
from casework.packs import Clock, Workflow
from casework.packs.law import LawfulClock
from casework.packs.rules import holds
from casework.services.deadlines.agreed import AGREEMENT, Agreed, agreed_by
from casework.services.deadlines.happened import APPLIED, SORTED, Happened
from casework.services.deadlines.time_rules import TimeRules

TARGETS, LEVEL, PROMISES_NUMBER, LAW = "targets", "level", "promises", "law"
CHOSEN = "chosen"


class Standing(Value):
    """What holds for a case: its targets by clock, its level of service, the version of the promises it is bound to,
    the law about records that it is under, what was agreed or goes by the class of a person, and whether an officer
    chose the level: then no class of a person counts."""

    begun_at: datetime
    targets: Mapping[str, str] = field(default_factory=dict)
    level: str | None = None
    applied: int | None = None
    law: str | None = None
    agreed: Agreed | None = None
    chosen: bool = False


def targets_for(workflow: Workflow, facts: Mapping[str, Any], today: date) -> dict[str, str]:
    """Which target each clock has in a case with these answers: the first whose condition holds."""
    found = {}
    for clock in workflow.clocks:
        held = (one.name for one in clock.targets if holds(workflow, one.when, facts, today))
        if name := next(held, None):
            found[clock.name] = name
    return found


def standing_of(happened: Sequence[Happened]) -> Standing:
    """What holds for a case by its events: the last word on each counts."""
    targets: Mapping[str, str] = {}
    level: str | None = None
    applied: int | None = None
    law: str | None = None
    agreed: Agreed | None = None
    chosen = False
    for one in happened:
        targets, law = one.detail.get(TARGETS, targets), one.detail.get(LAW, law)
        if one.kind == SORTED:
            level = one.detail.get(LEVEL, level) or None
            applied = one.detail.get(PROMISES_NUMBER, applied)
            agreed = agreed_by(one.detail) if AGREEMENT in one.detail else agreed
            chosen = one.detail.get(CHOSEN, chosen)
        elif one.kind == APPLIED:
            applied = one.detail.get(PROMISES_NUMBER, applied)
    return Standing(happened[0].at, targets, level, applied, law, agreed, chosen)


def term_of(clock: Clock, workflow: Workflow, standing: Standing, rules: TimeRules) -> Term:
    """How long this clock has in such a case."""
    if isinstance(clock, LawfulClock):
        return clock.usual
    promises = rules.promises_for(standing.begun_at, standing.applied)
    target = standing.targets.get(clock.name)
    said = (
        _said(promises.document, f"{workflow.name}.{clock.name}", target, standing.level) if promises else ()
    )
    own = next(iter(said), None)
    return clock.term(own if own is not None else clock.length(target))


def _said(
    document: Mapping[str, Any], clock: str, target: str | None, level: str | None
) -> Iterator[Mapping[str, Any]]:
    """Each length that a version of the promises has for this, the most specific first."""
    keys = [f"{clock}.{target}", clock] if target else [clock]
    levels = document.get("levels", {}).get(level or "", {}).get("clocks", {})
    general = document.get("clocks", {})
    yield from (levels[key] for key in keys if key in levels)
    # What the workflow says of the target is closer than what the office says of the clock.
    yield from (general[key] for key in keys[:1] if key in general)
