"""Lint of states and stages: each can be reached, and each can be left or is final."""

from collections.abc import Iterator

from casework.packs.lint_parts import Bench, Found
from casework.packs.model import Workflow


def names_known(bench: Bench) -> Iterator[Found]:
    """Every state and stage that something names is declared."""
    flow = bench.workflow
    states = {state.name for state in flow.states}
    stages = {stage.name for stage in flow.stages}
    named = [("initial", flow.initial)]
    named += [("waits_in", flow.waits_in)] if flow.waits_in else []
    named += [
        (f"moves.{move.name}.elsewhere.{said.code}.states", name)
        for move in flow.moves
        for said in move.elsewhere
        for name in said.states
    ]
    named += [(f"moves.{move.name}.target", move.target) for move in flow.moves]
    named += [(f"moves.{move.name}.sources", source) for move in flow.moves for source in move.sources]
    for key, name in named:
        if name not in states:
            yield key, f"names the unknown state {name!r}", f"Add [states.{name}], or correct the name"
    for state in flow.states:
        if state.stage not in stages:
            key = f"states.{state.name}.stage"
            yield (
                key,
                f"names the unknown stage {state.stage!r}",
                f"Add [stages.{state.stage}], or correct it",
            )


def reachable(bench: Bench) -> Iterator[Found]:
    """Every state is reached from the first one."""
    flow = bench.workflow
    reached = _spread({flow.initial, flow.waits_in or flow.initial}, flow, forward=True)
    for state in flow.states:
        if state.name not in reached:
            cure = "Add a move that leads to it, or remove the state"
            yield f"states.{state.name}", "can’t be reached from the first state", cure


def way_out(bench: Bench) -> Iterator[Found]:
    """From every state that is not final a final one is reached."""
    flow = bench.workflow
    finals = {state.name for state in flow.states if state.final}
    ending = _spread(finals, flow, forward=False)
    for state in flow.states:
        if state.name not in ending:
            cure = "Add a move towards a final state, or make it final = true"
            yield f"states.{state.name}", "has no way out: no final state follows", cure


def finals(bench: Bench) -> Iterator[Found]:
    """A final state says how it ended and is never left; no other state says it."""
    for state in bench.workflow.states:
        key = f"states.{state.name}"
        if state.final and state.outcome is None:
            yield f"{key}.outcome", "is missing in a final state", 'Add outcome = "good", "bad" or "ended"'
        if not state.final and state.outcome is not None:
            yield f"{key}.outcome", "stands in a state that is not final", "Remove it, or add final = true"
        ends = {other.name for other in bench.workflow.states if other.final}
        # A decision may be taken back, which is an end too; nothing that has ended goes on.
        leaving = [move.name for move in bench.workflow.moves_from(state.name) if move.target not in ends]
        if state.final and leaving:
            yield key, f"is final, but {leaving[0]!r} leaves it", "Take the state out of that move’s sources"


def _spread(start: set[str], flow: Workflow, *, forward: bool) -> set[str]:
    edges = [(source, move.target) for move in flow.moves for source in move.sources]
    reached, waiting = set(start), list(start)
    while waiting:
        here = waiting.pop()
        for source, target in edges:
            near, far = (source, target) if forward else (target, source)
            if near == here and far not in reached:
                reached.add(far)
                waiting.append(far)
    return reached


RULES = (names_known, reachable, way_out, finals)
