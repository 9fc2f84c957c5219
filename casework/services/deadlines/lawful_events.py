"""What a clock that a law about records sets saw of its case: only a question and a fee notice move it."""

from __future__ import annotations

from collections.abc import Sequence

from casework.domain.terms import Event
from casework.packs import State, Workflow
from casework.packs.law import LawfulClock
from casework.services.deadlines.happened import EXTENDED, OPENED, Happened

CLARIFY, FEE = "clarify", "fee"


def lawful_events(clock: LawfulClock, workflow: Workflow, happened: Sequence[Happened]) -> list[Event]:
    """When it began, stood, went on, began anew, was extended and ended."""
    found: list[Event] = []
    stands, asked = "", 0
    for one in happened:
        if one.to_state is None:
            if found and one.kind == EXTENDED and one.detail.get("clock") == clock.name:
                found.append(Event(one.at, "extend", int(one.detail.get("by", 0))))
            continue
        if stands:
            found.append(_left(clock, one, stands))
        state = workflow.state(one.to_state)
        found += _entered(clock, state, one, begun=bool(found))
        stands = _stands(clock, state, asked) if found else ""
        asked += stands == CLARIFY
        if stands:
            found.append(Event(one.at, "pause"))
    return found


def _entered(clock: LawfulClock, state: State, one: Happened, *, begun: bool) -> list[Event]:
    if state.name == clock.starts or (clock.starts == OPENED and not begun):
        return [Event(one.at, "start")]
    return [Event(one.at, "stop")] if begun and (state.final or state.name in clock.stops) else []


def _stands(clock: LawfulClock, state: State, asked: int) -> str:
    """Why the clock stands in this state: to clarify, for a fee; empty where it runs on."""
    if state.name in clock.clarifies:
        once = clock.clarify == "once" and asked == 0
        return CLARIFY if once or clock.clarify in ("restart", "stand") else ""
    return FEE if state.name in clock.charges and clock.fee != "run" else ""


def _left(clock: LawfulClock, one: Happened, stood: str) -> Event:
    if stood == CLARIFY and clock.clarify == "restart":
        return Event(one.at, "restart")
    return Event(one.at, "resume", whole_days=stood == FEE and clock.fee == "disregard")
