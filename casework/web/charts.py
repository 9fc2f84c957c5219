"""Geometry of charts: the macros draw it, by attributes only."""

from collections.abc import Callable, Sequence

from casework.base.values import Value

_LEFT, _TOP, _BASE, _HEIGHT, _STEP, _WIDE, _NARROWEST = 48, 29, 184, 220, 65, 40, 640
_LETTER, _BEFORE = 8, 8  # the width of a letter, and of the space between a name and its line


class Bar(Value):
    """One bar; `said` stands over it, `label` under it."""

    label: str
    said: str
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Where its words are centred."""
        return self.x + self.width / 2


class GridLine(Value):
    """A line across, named at its left end."""

    y: float
    label: str


class Drawing(Value):
    """A bar chart, ready to draw."""

    width: int
    height: int
    left: int
    base: int
    grid: tuple[GridLine, ...]
    bars: tuple[Bar, ...]

    @property
    def room(self) -> int:
        """How far the names of the lines reach out to the left, where sums are long."""
        return max(0, max(len(line.label) for line in self.grid) * _LETTER + _BEFORE - self.left)


def bar_chart(values: Sequence[tuple[str, int]], say: Callable[[int], str], none: str = "–") -> Drawing:
    """Bars for (label, value at least 0); `say` writes a value, `none` stands for zero."""
    top = _round_up(max((value for _, value in values), default=0))
    scale = (_BASE - _TOP) / top
    bars = tuple(
        Bar(
            label,
            say(value) if value else none,
            60 + at * _STEP,
            round(_BASE - value * scale, 1),
            _WIDE,
            round(value * scale, 1),
        )
        for at, (label, value) in enumerate(values)
    )
    grid = tuple(GridLine(round(_BASE - part * scale, 1), say(part)) for part in (0, top // 2, top))
    return Drawing(max(60 + len(values) * _STEP, _NARROWEST), _HEIGHT, _LEFT, _BASE, grid, bars)


def paired_chart(
    values: Sequence[tuple[str, int, int]], say: Callable[[int], str]
) -> tuple[Drawing, Drawing]:
    """Two bars side by side for (label, this year, last year), as two drawings on one scale: the soft ones first."""
    top = _round_up(max((max(this, last) for _l, this, last in values), default=0))
    scale = (_BASE - _TOP) / top
    grid = tuple(GridLine(round(_BASE - part * scale, 1), say(part)) for part in (0, top // 2, top))
    width = max(60 + len(values) * _STEP, _NARROWEST)

    def drawn(place: int) -> Drawing:
        bars = tuple(
            Bar(
                row[0],
                "",
                60 + at * _STEP + (0 if place == 2 else _WIDE / 2),
                round(_BASE - max(0, int(row[place])) * scale, 1),
                _WIDE / 2,
                round(max(0, int(row[place])) * scale, 1),
            )
            for at, row in enumerate(values)
        )
        return Drawing(width, _HEIGHT, _LEFT, _BASE, grid, bars)

    return drawn(2), drawn(1)


def _round_up(value: int) -> int:
    """The next 2, 4, 6, 8 or 10 of its power of ten: even, so that its half is whole."""
    power = 1
    while value > 10 * power:
        power *= 10
    return next(step * power for step in (2, 4, 6, 8, 10) if step * power >= value)
