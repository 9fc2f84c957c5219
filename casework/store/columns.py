"""Lists by columns: rows as plain values instead of objects, through the same session, prover, gate and wall.

Most of what a list costs is the making of objects that nobody will change. A list names its columns once, as the
parts of a `Value`; of these the policy's own are selected, and the others stand as `WithheldValue`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Generic, NoReturn, TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, literal, select

from casework.base.errors import Withheld
from casework.base.values import Value, names
from casework.store.access import Access, class_of
from casework.store.registers import Register
from casework.store.session import ViewerSession

Shape = TypeVar("Shape", bound=Value)
_IDS = ARRAY(Uuid)  # one for all: a type works out its part of a statement's cache key once


class WithheldValue:
    """Stands where a column is withheld. Whatever is done with it raises `Withheld`, as an object's column would."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return f"<{self._name} is withheld>"

    def _refuse(self, *args: Any) -> NoReturn:
        raise Withheld(f"{self._name} is withheld for this purpose.")

    __str__ = __bool__ = __eq__ = __lt__ = __gt__ = __len__ = __iter__ = __add__ = __format__ = _refuse
    __hash__ = __contains__ = __getitem__ = __getattr__ = __reduce__ = _refuse


class Columns(Value, Generic[Shape]):
    """Columns of one register, to be read as rows of `shape`."""

    shape: type[Shape]
    select: Select[Any]  # the columns that are open; narrow it, sort it, add columns of other registers
    _open: int  # how many columns that are
    _held: Mapping[str, WithheldValue]  # fields that are withheld
    _names: tuple[str, ...]  # fields that are open, in the order of the columns

    def row(self, read: Any) -> Shape:
        """One row that was read by `select`; columns that were added come after its own."""
        if not self._held:
            return self.shape(*read[: self._open])
        return self.shape(**dict(zip(self._names, read, strict=False)), **self._held)

    def rows(self, result: Iterable[Any]) -> list[Shape]:
        """Every row of a result."""
        return [self.row(one) for one in result]


def one_of(column: Any, ids: Iterable[UUID]) -> ColumnElement[bool]:
    """That a column is one of these ids: one value, however many they are, so that the statement stays the same."""
    return column == any_(literal(list(ids), _IDS))  # type: ignore[no-any-return]  # a column's comparison


def columns_of(session: ViewerSession, register: type[Register], shape: type[Shape]) -> Columns[Shape]:
    """The columns of `register` that bear the names of `shape`'s fields, as far as the viewer reads them."""
    return _columns(register, shape, session.viewer.access)


@lru_cache(maxsize=512)
def _columns(register: type[Register], shape: type[Shape], access: Access) -> Columns[Shape]:
    chosen: dict[str, Any] = {}
    held: dict[str, WithheldValue] = {}
    for name in names(shape):
        if access.may_read(class_of(register.__table__.c[name])):  # type: ignore[arg-type]  # a table's
            chosen[name] = getattr(register, name)
        else:
            held[name] = WithheldValue(f"{register.__name__}.{name}")
    return Columns(shape, select(*chosen.values()), len(chosen), held, tuple(chosen))
