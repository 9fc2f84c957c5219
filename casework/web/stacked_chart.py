"""Geometry of bars that lie and are made of parts: one bar for each row, one part for each band."""

from collections.abc import Callable, Sequence

from casework.base.values import Value

_NAME, _LONG, _STEP, _THICK, _TOP, _SUM = 160, 440, 34, 22, 8, 48
_STRENGTHS = (0.3, 0.5, 0.75, 1.0)
"""How strongly a part is drawn: the older, the stronger. What it counts stands in the table beside it."""


class Part(Value):
    """A part of a bar; `said` is empty where there is no room for it."""

    x: float
    width: float
    strength: float
    said: str

    @property
    def middle(self) -> float:
        """Where its word is centred."""
        return self.x + self.width / 2


class Row(Value):
    """A bar: its name, its parts, and their sum at its end."""

    name: str
    y: float
    parts: tuple[Part, ...]
    end: float
    sum: str

    @property
    def base(self) -> float:
        """The line that its words stand on."""
        return self.y + _THICK * 0.7


class Stacked(Value):
    """The drawing."""

    width: int
    height: int
    left: int
    thick: int
    rows: tuple[Row, ...]
    strengths: tuple[float, ...]


def stacked_chart(values: Sequence[tuple[str, Sequence[int]]], say: Callable[[int], str]) -> Stacked:
    """Bars for (name, the number in each band); `say` writes a number."""
    top = max((sum(counts) for _, counts in values), default=0) or 1
    rows = tuple(
        _row(name, counts, _TOP + at * _STEP, _LONG / top, say) for at, (name, counts) in enumerate(values)
    )
    height = _TOP + len(values) * _STEP + _TOP
    return Stacked(_NAME + _LONG + _SUM, height, _NAME, _THICK, rows, _STRENGTHS)


def _row(name: str, counts: Sequence[int], y: float, scale: float, say: Callable[[int], str]) -> Row:
    parts, x = [], float(_NAME)
    for count, strength in zip(counts, _STRENGTHS, strict=True):
        width = round(count * scale, 1)
        if count:
            parts.append(
                Part(round(x, 1), width, strength, say(count) if width > 9 * len(say(count)) else "")
            )
        x += width
    return Row(_short(name), y, tuple(parts), round(x, 1), say(sum(counts)))


def _short(name: str) -> str:
    return name if len(name) <= 22 else f"{name[:21]}…"
