"""How the arrows of a diagram run: straight between neighbours, else along lanes between the rows.

The same move into the same state is one line with a feeder from each state it leaves, so that "withdraw" from five
states is drawn once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from casework.base.values import Value
from casework.packs.diagram_places import ABOVE, BELOW, MIDDLE, Spot

NODE_W, NODE_H, GAP = 124, 44, 92
LANE, CLEAR = 18, 26  # between lanes, and between the outermost lane and a row
EDGE = 2
_NEAR, _STEP, _MOST = 14, 11, 56  # ports: straight lines near the middle, the others further out

Names = tuple[str, ...]
Point = tuple[float, float]


class Arrow(Value):
    """All moves from one state to another, with their names."""

    source: str
    target: str
    names: Names


class Path(Value):
    """A line to draw, its label, and where that stands: x, y, text-anchor. `tip`: it ends in an arrow head."""

    points: tuple[Point, ...]
    label: Names = ()
    at: tuple[float, float, str] = (0, 0, "middle")
    tip: bool = True


class Bus(Value):
    """One line into a state, from all the states that the same moves leave."""

    target: str
    names: Names


@dataclass
class Plan:
    """Rows and columns of one drawing, with the lanes and ports given out so far."""

    spots: dict[str, Spot]
    lanes: dict[tuple[int, Bus], int] = field(default_factory=dict)  # band above or below the middle -> lane
    ports: dict[tuple[str, int, int], int] = field(default_factory=dict)  # state, side, direction -> count

    def left(self, name: str) -> float:
        """The left edge of a state."""
        return EDGE + self.spots[name].column * (NODE_W + GAP)

    def middle(self, name: str) -> float:
        """The middle of a state, across."""
        return self.left(name) + NODE_W / 2

    def top(self, name: str) -> float:
        """The upper edge of a state."""
        return self.row_top(self.spots[name].row)

    def row_top(self, row: int) -> float:
        """The upper edge of a row."""
        upper = EDGE + self._row_height(ABOVE) + self._band_height(ABOVE)
        lower = upper + NODE_H + self._band_height(BELOW)
        return {ABOVE: float(EDGE), MIDDLE: upper, BELOW: lower}[row]

    def lane_y(self, band: int, bus: Bus) -> float:
        """The height at which a line runs along its band."""
        first = self.row_top(MIDDLE) - CLEAR if band == ABOVE else self.row_top(MIDDLE) + NODE_H + CLEAR
        return first + band * LANE * self.lanes[(band, bus)]

    def edge(self, name: str, band: int) -> float:
        """The edge of a state that faces a band."""
        return self.top(name) + (NODE_H if self.facing(name, band) == BELOW else 0)

    def facing(self, name: str, band: int) -> int:
        """The side of a state that faces a band: the middle row faces both, the outer rows inwards."""
        return band if self.spots[name].row == MIDDLE else -band

    def port(self, name: str, band: int, towards: float) -> float:
        """The next free place on the side of a state that faces a band, left or right of its middle."""
        way = 1 if towards > self.middle(name) else -1
        key = (name, self.facing(name, band), way)
        count = self.ports.get(key, 0)
        self.ports[key] = count + 1
        return self.middle(name) + way * min(_NEAR * 2 + _STEP * count, _MOST)

    def _row_height(self, row: int) -> float:
        return NODE_H if any(spot.row == row for spot in self.spots.values()) else 0

    def _band_height(self, band: int) -> float:
        count = sum(1 for at, _ in self.lanes if at == band)
        if count:
            return count * LANE + CLEAR * 2 - LANE
        return CLEAR * 2 if self._row_height(band) else 0


def route(spots: dict[str, Spot], arrows: list[Arrow]) -> tuple[Plan, list[Path]]:
    """Every line of the drawing. Lanes are counted first, since they move the rows apart."""
    plan = Plan(spots)
    level = [arrow for arrow in arrows if _level(plan, arrow)]
    upright = [arrow for arrow in arrows if arrow not in level and _upright(plan, arrow, arrows)]
    buses: dict[Bus, list[str]] = {}
    for arrow in arrows:
        if arrow not in level and arrow not in upright:
            buses.setdefault(Bus(arrow.target, arrow.names), []).append(arrow.source)
    for bus, sources in buses.items():
        for band in _bands(plan, bus, sources):
            plan.lanes[(band, bus)] = sum(1 for at, _ in plan.lanes if at == band)
    paths = [_straight(plan, arrow) for arrow in level]
    paths += [_vertical(plan, arrow, arrows) for arrow in upright]
    for bus, sources in buses.items():
        paths += _run(plan, bus, sources)
    return plan, paths


def _level(plan: Plan, arrow: Arrow) -> bool:
    here, there = plan.spots[arrow.source], plan.spots[arrow.target]
    return here.row == there.row and there.column == here.column + 1


def _upright(plan: Plan, arrow: Arrow, arrows: list[Arrow]) -> bool:
    """Straight up or down: there and back between two states, or the only line into a state."""
    here, there = plan.spots[arrow.source], plan.spots[arrow.target]
    if here.column != there.column or abs(here.row - there.row) != 1:
        return False
    into = [other for other in arrows if other.target == arrow.target and other.names == arrow.names]
    return _returns(arrow, arrows) or len(into) == 1


def _returns(arrow: Arrow, arrows: Iterable[Arrow]) -> bool:
    return any((other.source, other.target) == (arrow.target, arrow.source) for other in arrows)


def _bands(plan: Plan, bus: Bus, sources: list[str]) -> list[int]:
    rows = {plan.spots[name].row for name in (*sources, bus.target)}
    outer = [row for row in (ABOVE, BELOW) if row in rows]
    return outer or [ABOVE]


def _straight(plan: Plan, arrow: Arrow) -> Path:
    y = plan.top(arrow.source) + NODE_H / 2
    start, end = plan.left(arrow.source) + NODE_W, plan.left(arrow.target)
    return Path(((start, y), (end, y)), arrow.names, ((start + end) / 2, y - 6, "middle"))


def _vertical(plan: Plan, arrow: Arrow, arrows: list[Arrow]) -> Path:
    back, away = _returns(arrow, arrows), plan.spots[arrow.source].row == MIDDLE
    x = plan.middle(arrow.source) + ((-_NEAR if away else _NEAR) if back else 0)
    down = plan.top(arrow.target) > plan.top(arrow.source)
    start = plan.top(arrow.source) + (NODE_H if down else 0)
    end = plan.top(arrow.target) + (0 if down else NODE_H)
    outer = end if away else start  # the label stands at the outer row, where no lane runs
    y = outer - 8 if outer > plan.row_top(MIDDLE) else outer + 16
    anchor = "end" if away and back else "start"
    return Path(((x, start), (x, end)), arrow.names, (x + (-6 if anchor == "end" else 6), y, anchor))


def _run(plan: Plan, bus: Bus, sources: list[str]) -> list[Path]:
    """The lane of a bus in its own band, and before it the one it crosses the middle row from."""
    own, *others = sorted(_bands(plan, bus, sources), key=lambda band: band != plan.spots[bus.target].row)
    paths: list[Path] = []
    joints: list[float] = []
    for band in others:
        far = [name for name in sources if plan.spots[name].row == band]
        paths += _crossing(plan, bus, band, far)
        joints.append(paths[-1].points[-1][0])
    near = [name for name in sources if plan.spots[name].row in (MIDDLE, own)]
    return paths + _lane(plan, bus, own, near, joints)


def _crossing(plan: Plan, bus: Bus, band: int, sources: list[str]) -> list[Path]:
    """From an outer row along its lane, then through a gap beside the target's column to the other band."""
    y, stop = plan.lane_y(band, bus), plan.lane_y(-band, bus)
    right = plan.middle(sources[0]) > plan.middle(bus.target)
    gap = plan.left(bus.target) + (NODE_W + 12 if right else -12)
    lines = []
    for name in sources:
        x = plan.port(name, band, gap)
        lines.append(Path(((x, plan.edge(name, band)), (x, y), (gap, y), (gap, stop)), tip=False))
    return lines


def _lane(plan: Plan, bus: Bus, band: int, sources: list[str], joints: list[float]) -> list[Path]:
    y = plan.lane_y(band, bus)
    reach = [*(plan.middle(name) for name in sources), *joints]
    end = plan.port(bus.target, band, sum(reach) / len(reach))
    feeders = [(plan.port(name, band, end), plan.edge(name, band)) for name in sources]
    feeders += [(x, y) for x in joints]
    far = max(feeders, key=lambda feeder: abs(feeder[0] - end))
    right = far[0] > end
    at = (end + (8 if right else -8), y - 5, "start" if right else "end")
    if sources == [bus.target] and not joints:
        at = _beside_loop(plan, bus, (far[0], end), y)
    tip = (end, plan.edge(bus.target, band))
    paths = [Path((far, (far[0], y), (end, y), tip), bus.names, at)]
    for x, edge in feeders:
        if (x, edge) != far:
            beyond = (x > end) != right  # on the other side of the arrow head: it needs a way there
            points: tuple[Point, ...] = ((x, edge), (x, y), (end, y)) if beyond else ((x, edge), (x, y))
            paths.append(Path(points, tip=False))
    return paths


def _beside_loop(plan: Plan, bus: Bus, feet: tuple[float, float], y: float) -> tuple[float, float, str]:
    """Where the name of a move into its own state stands: on the side with more room, beyond both feet."""
    last = max(spot.column for spot in plan.spots.values())
    if plan.spots[bus.target].column * 2 <= last:
        return max(feet) + 8, y - 5, "start"
    return min(feet) - 8, y - 5, "end"
