"""A column of a list: its heading, how the list sorts by it, how it is written."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Column:
    """`sort` is the address of this list sorted by this column; `order` is set on the one it is sorted by."""

    label: str
    sort: str | None = None
    order: Literal["ascending", "descending"] | None = None
    num: bool = False
    unseen: bool = False
