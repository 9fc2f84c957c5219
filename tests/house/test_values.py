"""Shapes that never change are values: a frozen dataclass is made anew, slowly, by each process that starts."""

import re
from pathlib import Path

import pytest

from casework.base.values import Value, names, replace

ROOT = Path(__file__).parents[2]
DATACLASSES = {
    "casework/base/secrets_file.py": "its secrets stay out of its repr",
    "casework/settings.py": "its secrets stay out of its repr",
    "casework/services/forwarding/hand_over.py": "an endpoint's key stays out of its repr",
    "casework/services/outside/georeport.py": "an endpoint's key stays out of its repr",
    "casework/ledger_verifier.py": "it stands alone and imports nothing of the house",
}


def test_a_shape_that_never_changes_is_a_value() -> None:
    frozen = re.compile(r"@(dataclasses\.)?dataclass\([^)]*frozen=True")
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "casework").rglob("*.py")
        if frozen.search(path.read_text(encoding="utf-8"))
    }
    assert found == DATACLASSES.keys()


class Point(Value):
    x: int
    y: int = 0

    def __post_init__(self) -> None:
        if self.x < 0:
            raise ValueError("left of everything")


def test_a_value_is_equal_where_its_parts_are_and_never_changes() -> None:
    assert Point(1) == Point(1, 0) and len({Point(1), Point(1, 0), Point(2)}) == 2
    assert replace(Point(1), y=3) == Point(1, 3)
    assert names(Point) == ("x", "y")
    with pytest.raises(AttributeError):
        Point(1).x = 2  # type: ignore[misc]  # that is what is refused
    with pytest.raises(ValueError, match="left of everything"):
        Point(-1)
