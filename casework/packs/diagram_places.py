"""Where the states of a workflow stand in its diagram: the usual way along the middle, the rest above and below."""

from casework.base.values import Value
from casework.packs.model import State, Workflow

ABOVE, MIDDLE, BELOW = -1, 0, 1


class Spot(Value):
    """A place in the grid."""

    column: int
    row: int


def places(workflow: Workflow) -> dict[str, Spot]:
    """The spot of every state."""
    spine = usual_way(workflow)
    spots = {name: Spot(column, MIDDLE) for column, name in enumerate(spine)}
    side = [state for state in workflow.states if state.name not in spots]
    for state in sorted(side, key=lambda state: state.final):  # what returns first, then what ends
        spots[state.name] = _beside(workflow, state, spots)
    return spots


def usual_way(workflow: Workflow) -> list[str]:
    """The states from the first to a good end, by the primary move of each, or by its first move that goes on."""
    way, here = [workflow.initial], workflow.initial
    while (step := _next(workflow, here, way)) is not None:
        way.append(step)
        here = step
    return way


def _next(workflow: Workflow, here: str, way: list[str]) -> str | None:
    moves = [move for move in workflow.moves_from(here) if move.target not in way]
    ahead = [move.target for move in moves if move.primary]
    ahead += [move.target for move in moves if workflow.state(move.target).outcome == "good"]
    return ahead[0] if ahead else None


def _beside(workflow: Workflow, state: State, spots: dict[str, Spot]) -> Spot:
    taken = set(spots.values())
    before = [spots[name] for name in _sources(workflow, state.name) if name in spots]
    back = [
        spots[move.target]
        for move in workflow.moves_from(state.name)
        if move.target in spots and not workflow.state(move.target).final
    ]
    anchor, row = _ending(before) if state.final else _returning(back or before, taken)
    free = [column for column in range(len(workflow.states)) if Spot(column, row) not in taken]
    return Spot(min(free, key=lambda column: (abs(column - anchor), -column)), row)


def _returning(back: list[Spot], taken: set[Spot]) -> tuple[float, int]:
    """Over or under where the case returns to."""
    anchor = _mean([spot.column for spot in back])
    return anchor, BELOW if Spot(round(anchor), ABOVE) in taken else ABOVE


def _ending(before: list[Spot]) -> tuple[float, int]:
    """To the right of a state in the same row that it follows, else under those it follows."""
    row = ABOVE if {spot.row for spot in before} == {ABOVE} else BELOW
    beside = [spot.column + 1 for spot in before if spot.row == row]
    return (beside[0] if beside else _mean([spot.column for spot in before])), row


def _sources(workflow: Workflow, target: str) -> list[str]:
    return [source for move in workflow.moves if move.target == target for source in move.sources]


def _mean(numbers: list[int]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0
