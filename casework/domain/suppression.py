"""Counts that may be published: small ones are left out, and with them as many others as keep them from being
worked out of the totals.

In a table with its totals a left-out cell can be worked out exactly when, in the graph that joins each row with each
column in which a cell is left out, it lies on no circle. So whoever leaves out a small cell closes a circle around it,
by the cells that cost least to lose. A total that is small itself, or that is needed for a circle, goes too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from heapq import heappop, heappush
from itertools import count

TOTAL = ""
"""The name of the row and of the column of totals."""

Cell = tuple[str, str]
_Node = tuple[int, str]  # 0: a row, 1: a column

_TOTAL_COSTS, _NOTHING_COSTS = 1_000_000, 1_000_000_000


def with_totals(counts: Mapping[Cell, int]) -> dict[Cell, int]:
    """The table with every cell there and its totals added."""
    rows, columns = (
        sorted({row for row, _ in counts}),
        sorted({column for _, column in counts}),
    )
    whole = {(row, column): counts.get((row, column), 0) for row in rows for column in columns}
    whole |= {(row, TOTAL): sum(whole[row, column] for column in columns) for row in rows}
    return whole | {(TOTAL, column): sum(whole[row, column] for row in rows) for column in [*columns, TOTAL]}


def left_out(table: Mapping[Cell, int], least: int) -> frozenset[Cell]:
    """The cells of a table with totals that must not be told: those from 1 to below `least`, and what hides them."""
    hidden = {cell for cell, number in table.items() if 0 < number < least}
    while (bare := _bare(hidden)) is not None:
        hidden |= _circle(table, hidden, bare)
    return frozenset(hidden)


def _bare(hidden: Collection[Cell]) -> Cell | None:
    """A hidden cell on no circle of hidden cells; None when all are safe."""
    for cell in sorted(hidden):
        others = {other for other in hidden if other != cell}
        if (1, cell[1]) not in _reached((0, cell[0]), others):
            return cell
    return None


def _reached(start: _Node, cells: Collection[Cell]) -> set[_Node]:
    reached, waiting = {start}, [start]
    while waiting:
        side, name = waiting.pop()
        for cell in cells:
            ends = ((0, cell[0]), (1, cell[1]))
            if ends[side] == (side, name) and ends[1 - side] not in reached:
                reached.add(ends[1 - side])
                waiting.append(ends[1 - side])
    return reached


def _circle(table: Mapping[Cell, int], hidden: Collection[Cell], bare: Cell) -> set[Cell]:
    """The cells of the cheapest circle through `bare` (Dijkstra); a table of one row or column has none, so all go."""
    start, goal, order = (0, bare[0]), (1, bare[1]), count()
    queue: list[tuple[int, int, _Node, frozenset[Cell]]] = [(0, next(order), start, frozenset())]
    done: set[_Node] = set()
    while queue:
        cost, _, node, path = heappop(queue)
        if node == goal:
            return set(path)
        if node in done:
            continue
        done.add(node)
        for cell, other in _steps(table, node, bare):
            more = 0 if cell in hidden else _cost(table, cell)
            heappush(queue, (cost + more, next(order), other, path | {cell}))
    return set(table) - set(hidden)


def _steps(table: Mapping[Cell, int], node: _Node, bare: Cell) -> Iterator[tuple[Cell, _Node]]:
    side, name = node
    for cell in table:
        if cell != bare and cell[side] == name:
            yield cell, (1 - side, cell[1 - side])


def _cost(table: Mapping[Cell, int], cell: Cell) -> int:
    if table[cell] == 0:
        return _NOTHING_COSTS  # hiding that there is nothing protects least
    return table[cell] + (_TOTAL_COSTS if TOTAL in cell else 0)
