"""A column of a list: its heading, how the list sorts by it, how it is written."""

from typing import Literal

from casework.base.values import Value


class Column(Value):
    """`sort` is the address of this list sorted by this column; `order` is set on the one it is sorted by."""

    label: str
    sort: str | None = None
    order: Literal["ascending", "descending"] | None = None
    num: bool = False
    unseen: bool = False
