"""Let the newest promises hold for cases that have begun: an act of an officer, shown before, on record in each case.

A case stays as it is where that would take a right which a law gives, or promise more time than the law allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from casework.base.clock import now
from casework.base.errors import NotFound
from casework.base.values import Value
from casework.domain.rights import goes_past_the_law, takes_a_right
from casework.models import Case
from casework.policy.rulebook import require
from casework.services.deadlines.happened import APPLIED, Happened
from casework.services.deadlines.looks import next_look
from casework.services.deadlines.next_events import told_of
from casework.services.deadlines.open_cases import Counted, count_clocks, read_after, read_soonest
from casework.services.deadlines.preview_calendar import LOOKED_AT, SHOWN, Moved, Preview
from casework.services.deadlines.promise import PROMISES_NUMBER
from casework.services.deadlines.recount import SIZE
from casework.services.deadlines.running import (
    Running,
    day_moved,
    next_due,
    next_risk,
    planned,
    running_clocks,
)
from casework.services.deadlines.time_rules import TimeRules, time_rules
from casework.store import ledger_chain
from casework.store.queue import defer
from casework.store.session import ViewerSession

TASK = "apply_promises"


class Effect(Value):
    """What the newest promises would make of a case; `kept`: it stays as it is."""

    before: Counted
    after: Sequence[Running]
    kept: bool


def preview_promises(session: ViewerSession) -> tuple[Preview, int]:
    """What would become of the open cases that are due first, and how many of them would stay as they are."""
    require("promise.change", session.viewer)
    rules, number = time_rules(session), newest(session)
    cases = read_soonest(session, LOOKED_AT + 1)
    effects = [_effect(one, rules, number) for (one,) in count_clocks(session, cases[:LOOKED_AT], rules)]
    moved = []
    for one in effects:
        before, after = day_moved(one.before.clocks, one.after)
        if not one.kept and before != after:
            moved.append(Moved(one.before.case.number, before, after))
    pairs = [(one.before, one.after) for one in moved if one.before and one.after]
    preview = Preview(
        changes=(),
        seen=number,
        looked=min(len(cases), LOOKED_AT),
        more=len(cases) > LOOKED_AT,
        later=sum(after > before for before, after in pairs),
        earlier=sum(after < before for before, after in pairs),
        late_at_once=sum(after < now() <= before for before, after in pairs),
        moved=tuple(moved[:SHOWN]),
    )
    return preview, sum(one.kept for one in effects)


def apply_promises(session: ViewerSession, *, number: int) -> None:
    """Let the worker apply version `number` to all open cases. It has to be the newest still."""
    require("promise.change", session.viewer)
    if number != newest(session):
        raise NotFound
    defer(session, TASK, lock=f"{TASK}:{session.viewer.tenant}", number=number)
    ledger_chain.record(session, "promises.applied", detail={"version": number})


def apply_to_some(
    session: ViewerSession, number: int, actor: UUID | None, after: UUID | None = None, *, size: int = SIZE
) -> UUID | None:
    """Apply a version to the next open cases: each once. The id to go on after; None when these were the last.

    NotFound for a version there is not.
    """
    rules = time_rules(session)
    if all(one.number != number for one in rules.promises):
        raise NotFound
    cases = read_after(session, after, size)
    seqs = told_of(session, [case.id for case in cases])
    for (one,) in count_clocks(session, cases, rules):
        effect = _effect(one, rules, number)
        if effect.kept or effect.after is one.clocks:
            continue
        due = next_due(effect.after)
        was, will = day_moved(one.clocks, effect.after)
        session.add(
            seqs.event(session, one.case.id, APPLIED, _detail(number, actor, was, will) | _moves(effect))
        )
        look = next_look(effect.after, one.workflow, one.case.state, one.happened)
        session.execute(
            update(Case)
            .where(Case.id == one.case.id)
            .values(
                due_at=due, planned_at=planned(effect.after), risk_at=next_risk(effect.after), look_at=look
            )
            .execution_options(synchronize_session=False)
        )
    session.flush()
    return cases[-1].id if len(cases) == size else None


def newest(session: ViewerSession) -> int:
    """The number of the newest promises; NotFound when the office has none of its own."""
    promises = time_rules(session).promises
    if not promises:
        raise NotFound
    return promises[-1].number


def _effect(one: Counted, rules: TimeRules, number: int) -> Effect:
    if one.bound_to(number):
        return Effect(one, one.clocks, kept=False)
    applied = Happened(now(), APPLIED, None, "system", {PROMISES_NUMBER: number}, None)
    after = running_clocks(one.workflow, [*one.happened, applied], rules, now())
    kept = any(_wrong(was, will) for was, will in zip(one.clocks, after, strict=True))
    return Effect(one, after, kept)


def _wrong(was: Running, will: Running) -> bool:
    clock = was.clock
    takes = takes_a_right(
        was.deadline, will.deadline, by_law=clock.statutory, for_applicant=clock.by_applicant
    )
    later = will.deadline.due_at > was.deadline.due_at
    return takes or (later and goes_past_the_law(will.deadline, will.legal))


def _moves(effect: Effect) -> dict[str, Any]:
    """Each clock whose end another promise moves, as it was and as it is."""
    pairs = [
        (was, will)
        for was, will in zip(effect.before.clocks, effect.after, strict=True)
        if not was.deadline.ended
    ]
    return {
        "moves": [
            {
                "clock": was.clock.name,
                "from": was.deadline.due_at.isoformat(),
                "to": will.deadline.due_at.isoformat(),
            }
            for was, will in pairs
            if was.deadline.due_at != will.deadline.due_at
        ]
    }


def _detail(number: int, actor: UUID | None, before: datetime | None, due: datetime | None) -> dict[str, Any]:
    return {
        PROMISES_NUMBER: number,
        "by": str(actor) if actor else None,
        "from": before.isoformat() if before else None,
        "to": due.isoformat() if due else None,
    }
