"""Lint of clocks: one length each, an owner there is, and a move at the end that can be made."""

from collections.abc import Iterator

from casework.packs.lint_parts import Bench, Found
from casework.packs.model import Clock, Legal, Target, Workflow
from casework.packs.model_clock import APPLICANTS, LENGTHS

OPENED = "opened"


def lengths(bench: Bench) -> Iterator[Found]:
    """Each clock, target and legal limit says its length once; months are counted by the calendar."""
    for clock in bench.workflow.clocks:
        key = f"clocks.{clock.name}"
        limits: list[tuple[str, Clock | Target | Legal]] = [(key, clock)]
        limits += [(f"{key}.targets.{one.name}", one) for one in clock.targets]
        limits += [(f"{key}.legal", clock.legal)] if clock.legal else []
        for place, limit in limits:
            given = [name for name in LENGTHS if getattr(limit, name)]
            if len(given) != 1:
                yield place, f"says its length {len(given)} times", f"Give one of {', '.join(LENGTHS)}"
            elif given == ["months"] and (limit.count or clock.count) != "calendar":
                yield f"{place}.count", "counts months by working days", 'Write count = "calendar"'
        if clock.legal and _longer(clock):
            yield f"{key}.legal", "allows less than is promised", "Promise less, or correct the legal limit"


def states(bench: Bench) -> Iterator[Found]:
    """Every state, and every move, that a clock names is declared."""
    known = {state.name for state in bench.workflow.states}
    moves = {move.name for move in bench.workflow.moves}
    for clock in bench.workflow.clocks:
        key, legal = f"clocks.{clock.name}", clock.legal.stands if clock.legal else ()
        named = [(f"{key}.starts", clock.starts)] if clock.starts != OPENED else []
        named += [(f"{key}.stops", name) for name in clock.stops]
        for part in ("stands", "clarifies", "charges"):
            named += [(f"{key}.{part}", name) for name in getattr(clock, part)]
        named += [(f"{key}.legal.stands", name) for name in legal]
        for place, name in named:
            if name not in known:
                yield place, f"names the unknown state {name!r}", f"Add [states.{name}], or correct the name"
        for name in clock.anew:
            if name not in moves:
                what = f"names the unknown move {name!r}"
                yield f"{key}.anew", what, f"Add [moves.{name}], or correct the name"


def owners(bench: Bench) -> Iterator[Found]:
    """Who has to keep a clock is a duty there is, or the applicant; each thing is measured by one clock."""
    known = {duty for kind in bench.kinds for duty in kind.duties} | {"", APPLICANTS}
    measured: dict[str, str] = {}
    for clock in bench.workflow.clocks:
        if clock.owner not in known:
            cure = "Use a duty of the kinds that offer it, or applicant"
            yield f"clocks.{clock.name}.owner", f"names the unknown duty {clock.owner!r}", cure
        if clock.measures and clock.measures in measured:
            what = f"measures {clock.measures!r}, which {measured[clock.measures]!r} does already"
            yield f"clocks.{clock.name}.measures", what, "Keep one clock for each measure"
        measured.setdefault(clock.measures, clock.name)


def ends(bench: Bench) -> Iterator[Found]:
    """A clock that runs out makes a system move that is possible where the clock runs."""
    flow = bench.workflow
    for clock in flow.clocks:
        if clock.then is not None:
            yield from _end(flow, clock, f"clocks.{clock.name}.then")


def _end(flow: Workflow, clock: Clock, key: str) -> Iterator[Found]:
    move = next((move for move in flow.moves if move.name == clock.then), None)
    if move is None:
        yield key, f"names the unknown move {clock.then!r}", f"Add [moves.{clock.then}], or correct the name"
    elif "system" not in move.by:
        yield (
            key,
            f"is {clock.then!r}, which the system may not make",
            f'Add "system" to moves.{move.name}.by',
        )
    elif clock.starts != OPENED and clock.starts not in move.sources:
        cure = f"Add {clock.starts!r} to moves.{move.name}.sources"
        yield key, f"is {clock.then!r}, which does not leave {clock.starts!r}", cure


def _longer(clock: Clock) -> bool:
    """Whether the promise is longer than the law where both are counted alike."""
    legal = clock.legal
    if legal is None or clock.count != legal.count:
        return False
    return any((getattr(clock, name) or 0) > (getattr(legal, name) or 0) > 0 for name in LENGTHS)


RULES = (lengths, states, owners, ends)
