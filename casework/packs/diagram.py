"""A workflow as a drawing: SVG with presentation attributes only, at home under the classes of the stylesheet."""

from collections.abc import Iterator
from html import escape

from casework.packs.diagram_places import places
from casework.packs.diagram_routes import EDGE, NODE_H, NODE_W, Arrow, Path, Plan, route
from casework.packs.model import State, Workflow

_LINE = 15  # height of a line of text
_LEAST = 990  # a short workflow is drawn no larger than a long one
_IN_NODE, _ON_ARROW = 17, 14  # letters to a line
_LETTER = 6.2  # how wide a letter of a label is, about
_SHARE = {"start": 0.0, "middle": 0.5, "end": 1.0}  # how much of a label stands before its place


def diagram(workflow: Workflow, lang: str, *, here: str | None = None, name: str = "wf") -> str:
    """The states and moves of a workflow as an `svg` element. `here` marks one state; `name` begins every id."""
    plan, paths = route(places(workflow), _arrows(workflow, lang))
    left, top, right, bottom = _extent(plan, paths)
    return "".join(
        (
            f'<svg class="chart chart-wide" viewBox="{left:g} {top:g} {right - left:g} {bottom - top:g}"'
            f' role="img" aria-labelledby="{name}-t {name}-d" lang="{escape(lang)}">',
            f'<title id="{name}-t">{escape(workflow.title.text(lang))}</title>',
            f'<desc id="{name}-d">{escape(described(workflow, lang))}</desc>',
            _marker(name),
            *(_line(path, name) for path in paths),
            *(_node(plan, state, workflow, (lang, here)) for state in workflow.states),
            *(_label(path) for path in paths if path.label),
            "</svg>",
        )
    )


def described(workflow: Workflow, lang: str) -> str:
    """The drawing in words: every move with where it leads from and to."""
    told = []
    for move in workflow.moves:
        sources = ", ".join(workflow.state(source).label.text(lang) for source in move.sources)
        told.append(f"{move.label.text(lang)}: {sources} → {workflow.state(move.target).label.text(lang)}.")
    return " ".join(told)


def _arrows(workflow: Workflow, lang: str) -> list[Arrow]:
    names: dict[tuple[str, str], list[str]] = {}
    for move in workflow.moves:
        for source in move.sources:
            names.setdefault((source, move.target), []).append(move.label.text(lang))
    return [Arrow(source, target, tuple(labels)) for (source, target), labels in names.items()]


def _extent(plan: Plan, paths: list[Path]) -> tuple[float, float, float, float]:
    """Left, upper, right and lower edge of all that is drawn: states, lines, and labels at their likely width."""
    across = [x for path in paths for x, _ in path.points]
    down = [y for path in paths for _, y in path.points]
    for lines, (x, y), anchor in (_placed(path) for path in paths if path.label):
        width = _LETTER * max(map(len, lines))
        begins = x - width * _SHARE[anchor]
        across += [begins, begins + width]
        down.append(y - _LINE)
    right = max(plan.left(name) for name in plan.spots) + NODE_W
    bottom = max(plan.top(name) for name in plan.spots) + NODE_H
    return (
        min(0, *(x - EDGE for x in across)),
        min(0, *down),
        max(right + EDGE, _LEAST, *(x + EDGE for x in across)),
        max(bottom, *down) + EDGE,
    )


def _marker(name: str) -> str:
    return (
        f'<defs><marker id="{name}-a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9"'
        ' markerUnits="userSpaceOnUse" orient="auto"><path class="head" d="M0 0l8 4-8 4z"/></marker></defs>'
    )


def _line(path: Path, name: str) -> str:
    head = f' marker-end="url(#{name}-a)"' if path.tip else ""
    return f'<path class="edge"{head} d="{_rounded(path.points)}"/>'


def _rounded(points: tuple[tuple[float, float], ...]) -> str:
    """A polyline with small round corners."""
    drawn = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        start, end = _towards(corner, before), _towards(corner, after)
        drawn.append(f"L{start[0]:g} {start[1]:g}Q{corner[0]:g} {corner[1]:g} {end[0]:g} {end[1]:g}")
    drawn.append(f"L{points[-1][0]:g} {points[-1][1]:g}")
    return "".join(drawn)


def _towards(corner: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    across, down = other[0] - corner[0], other[1] - corner[1]
    length = max(abs(across), abs(down), 1)
    step = min(6, length / 2) / length
    return corner[0] + across * step, corner[1] + down * step


def _node(plan: Plan, state: State, workflow: Workflow, marked: tuple[str, str | None]) -> str:
    lang, here = marked
    kind = "node"
    if state.name == here:
        kind = "bar-soft"
    elif state.name == workflow.initial:
        kind = "node node-start"
    elif state.final:
        kind = "node node-end"
    left, top = plan.left(state.name), plan.top(state.name)
    box = f'<rect class="{kind}" x="{left:g}" y="{top:g}" width="{NODE_W}" height="{NODE_H}" rx="3"/>'
    lines = wrapped(state.label.text(lang), _IN_NODE, most=2)
    first = top + NODE_H / 2 + 4 - (len(lines) - 1) * _LINE / 2
    return box + _text(lines, (left + NODE_W / 2, first), "middle", "strong")


def _label(path: Path) -> str:
    lines, at, anchor = _placed(path)
    return _text(lines, at, anchor, "halo")


def _placed(path: Path) -> tuple[list[str], tuple[float, float], str]:
    """The lines of a label, where the first one stands, and its text-anchor."""
    x, y, anchor = path.at
    if anchor != "middle":
        return [" · ".join(path.label)], (x, y), anchor
    lines = [line for name in path.label for line in wrapped(name, _ON_ARROW, most=3)]
    return lines, (x, y - (len(lines) - 1) * _LINE), anchor


def _text(lines: list[str], at: tuple[float, float], anchor: str, kind: str) -> str:
    return "".join(
        f'<text class="{kind}" x="{at[0]:g}" y="{at[1] + index * _LINE:g}" text-anchor="{anchor}">{escape(line)}</text>'
        for index, line in enumerate(lines)
    )


def wrapped(words: str, width: int, *, most: int) -> list[str]:
    """The words in lines of about `width` letters, the last one cut with … when there are more than `most`."""
    lines = list(_lines(words.split(), width))
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], lines[most - 1].rstrip(",;") + " …"]


def _lines(words: list[str], width: int) -> Iterator[str]:
    line = ""
    for word in words:
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    if line:
        yield line
