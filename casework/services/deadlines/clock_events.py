"""What a clock of a workflow saw of what happened to a case: when it began, stood, went on, was extended and ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casework.domain.terms import Event
from casework.packs import Clock, State, Workflow
from casework.packs.law import LawfulClock
from casework.services.deadlines.happened import EXTENDED, MESSAGE, OPENED, Happened
from casework.services.deadlines.lawful_events import lawful_events

__all__ = ["OPENED", "legal_events", "promise_events"]

FIRST_RESPONSE, UPDATE = "first_response", "update"
_STAFF = "member"


def promise_events(clock: Clock, workflow: Workflow, happened: Sequence[Happened]) -> list[Event]:
    """For what is promised. A clock that a state starts runs in that state, whatever other clocks do there."""
    if isinstance(clock, LawfulClock):
        return lawful_events(clock, workflow, happened)
    return list(_events(clock, workflow, happened, by_law=False))


def legal_events(clock: Clock, workflow: Workflow, happened: Sequence[Happened]) -> list[Event]:
    """For what the law allows: it stands only where the law lets it."""
    return list(_events(clock, workflow, happened, by_law=True))


def _events(
    clock: Clock, workflow: Workflow, happened: Sequence[Happened], *, by_law: bool
) -> Iterator[Event]:
    begun = paused = False
    for one in happened:
        if one.to_state is None:
            yield from _beside(clock, one, begun=begun, paused=paused, by_law=by_law)
            continue
        state = workflow.state(one.to_state)
        anew = begun and one.move in clock.anew
        if anew or state.name == clock.starts or (clock.starts == OPENED and not begun):
            begun, paused = True, False
            yield Event(one.at, "start")
        if not begun:
            continue
        if state.final or state.name in clock.stops:
            yield Event(one.at, "stop")
            continue
        if clock.measures == UPDATE and one.actor_kind == _STAFF:
            paused = False
            yield Event(one.at, "start")
        if state.name != clock.starts and _stands(clock, state, by_law=by_law) != paused:
            paused = not paused
            yield Event(one.at, "pause" if paused else "resume")


def _beside(clock: Clock, one: Happened, *, begun: bool, paused: bool, by_law: bool) -> Iterator[Event]:
    """What moves a clock without a new state."""
    if not begun:
        return
    if one.kind == EXTENDED and one.detail.get("clock") == clock.name:
        amount = one.detail.get("by_law" if by_law else "by", 0)
        if amount:
            yield Event(one.at, "extend", int(amount))
    elif one.kind == MESSAGE and one.actor_kind == _STAFF:
        if clock.measures == FIRST_RESPONSE:
            yield Event(one.at, "stop")
        elif clock.measures == UPDATE:
            yield Event(one.at, "start")
            if paused:
                yield Event(one.at, "pause")


def _stands(clock: Clock, state: State, *, by_law: bool) -> bool:
    if by_law:
        return clock.legal is not None and state.name in clock.legal.stands
    if clock.steady:
        return False
    return state.name in clock.stands if clock.stands else state.clock == "pause"
