"""What facts are made of: values that never change and are equal where their parts are.

Each process makes all these shapes when it starts. A `dataclass` writes and compiles its methods in Python each time,
which is a hundred times slower and was a quarter of the start.
"""

from typing import dataclass_transform

from msgspec import Struct, field
from msgspec.structs import asdict, replace

__all__ = ["Value", "asdict", "field", "names", "replace"]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Value(Struct, frozen=True):
    """A shape of named parts, given in their order or by name; `__post_init__` may refuse what makes no sense."""


def names(shape: Value | type[Value]) -> tuple[str, ...]:
    """The names of the parts, in their order."""
    return shape.__struct_fields__
