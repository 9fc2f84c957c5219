"""Areas of a page, as a form says them in percent and the log keeps them in thousandths of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from casework.base.errors import InvalidInput
from casework.base.phrases import Sayable, phrase

SIDES = ("left", "top", "width", "height")
WHOLE = 1000


class Area(NamedTuple):
    """Where on a page something is withheld: from its left and top edge, in thousandths of its width and height."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height


def read_area(typed: Mapping[str, str]) -> Area:
    """The area that percentages under SIDES say, `12.5` or `12,5`. Raises InvalidInput by side."""
    errors: dict[str, Sayable] = {}
    found = {side: _thousandths(typed.get(side, "")) for side in SIDES}
    for side, value in found.items():
        least = 1 if side in ("width", "height") else 0
        if value is None or not least <= value <= WHOLE:
            errors[side] = phrase("Enter percent of the page, from 0 to 100")
    if errors:
        raise InvalidInput(errors)
    left, top, width, height = (int(found[side] or 0) for side in SIDES)
    for start, length, side in ((left, width, "width"), (top, height, "height")):
        if start + length > WHOLE:
            errors[side] = phrase("The area ends beyond the page")
    if errors:
        raise InvalidInput(errors)
    return Area(left, top, width, height)


def _thousandths(text: str) -> int | None:
    whole, _, rest = text.strip().replace(",", ".").partition(".")
    digits = whole + rest
    if not (digits.isascii() and digits.isdigit() and len(whole) < 4 and len(rest) < 9):
        return None
    return round(float(f"{whole or 0}.{rest or 0}") * 10)
