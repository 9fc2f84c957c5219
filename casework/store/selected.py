"""Which personal columns a SELECT of columns brings along, and where in each row stands whose they are.

An expression counts as every column it is made from; counts, sums and averages show nobody. Rows that show personal
columns must name themselves: the SELECT contains the primary key of the table, or it is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from operator import is_
from typing import Any

from sqlalchemy import Column, CompoundSelect, Select, Table
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import Exists, ScalarSelect

from casework.base.errors import WallError
from casework.store.registers import Base

SHOWS_NOBODY = frozenset({"count", "sum", "avg"})
NOT_PERSONAL = frozenset({"open", "internal"})
"""Classes that say nothing about the people of a case."""


@dataclass(slots=True)
class Shown:
    """What the rows of a SELECT show of one table: personal columns by position, and plain columns by name."""

    table: str
    personal: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    plain: dict[str, int] = field(default_factory=dict)


def shown_by(statement: Any) -> list[Shown]:
    """The tables whose personal columns the rows of `statement` show. WallError where a row can't be named."""
    if isinstance(statement, Select):
        return _by_columns(_Columns(statement))
    return _shown_by(statement)


class _Columns:
    """What a SELECT selects, as a key: statements that select the same show the same."""

    __slots__ = ("_columns", "statement")

    def __init__(self, statement: Select[Any]) -> None:
        self.statement, self._columns = statement, tuple(statement._raw_columns)

    def __hash__(self) -> int:
        return hash(self._columns)

    def __eq__(self, other: object) -> bool:
        mine, theirs = self._columns, other._columns if isinstance(other, _Columns) else ()
        return len(mine) == len(theirs) and all(map(is_, mine, theirs))


@lru_cache(maxsize=2048)
def _by_columns(columns: _Columns) -> list[Shown]:
    return _shown_by(columns.statement)


def _shown_by(statement: Any) -> list[Shown]:
    branches = statement.selects if isinstance(statement, CompoundSelect) else [statement]
    found = [shown for branch in branches for shown in _of_one(branch)]
    if len(branches) > 1 and found:
        raise WallError("Personal columns are not selected through a union: select them from its ids.")
    for shown in found:
        if "id" not in shown.plain:
            raise WallError(
                f"Rows of {shown.table} are shown by columns without the primary key: select its id too, "
                "so that the ledger can name them."
            )
    return found


def _of_one(statement: Any) -> list[Shown]:
    tables: dict[tuple[str, str], Shown] = {}
    for at, element in _columns(statement):
        for source, column in _made_from(element):
            shown = tables.setdefault((source, column.table.name), Shown(column.table.name))
            if isinstance(element, Column) or getattr(element, "base_columns", None) == {column}:
                shown.plain.setdefault(column.name, at)
            if is_personal(column.table.name, column.name):
                shown.personal[at].add(column.name)
    return [shown for shown in tables.values() if shown.personal]


def _columns(statement: Any) -> Iterator[tuple[int, Any]]:
    """The selected expressions that are no entities, each with its position."""
    if isinstance(statement, Select):
        if any(getattr(one, "_is_star", False) for one in statement._raw_columns):
            raise WallError("A star is more than anybody named: select the columns.")
        for at, told in enumerate(statement.column_descriptions):
            if told.get("entity") is None or told["expr"] is not told["entity"]:
                yield at, _plain(told["expr"])
        return
    yield from enumerate(getattr(statement, "_returning", ()))


def _plain(expression: Any) -> Any:
    clause = getattr(expression, "__clause_element__", None)
    return clause() if clause is not None else expression


def _made_from(element: Any) -> Iterator[tuple[str, Column[Any]]]:
    """The columns of registers that an expression is made from, each with the name of what it is selected from."""
    if isinstance(element, Exists) or (isinstance(element, FunctionElement) and element.name in SHOWS_NOBODY):
        return
    if isinstance(element, ColumnClause):
        yield from _stands_for(element)
        return
    parts = (one for _, one in _columns(element.element)) if isinstance(element, ScalarSelect) else None
    for part in element.get_children() if parts is None else parts:
        yield from _made_from(part)


def _stands_for(column: ColumnClause[Any]) -> Iterator[tuple[str, Column[Any]]]:
    """The column of a register behind a column of it, of an alias or of a subquery."""
    source = str(getattr(column.table, "name", ""))
    for base in column.base_columns:
        if isinstance(getattr(base, "table", None), Table):
            yield source, base  # type: ignore[misc]  # a table's columns are columns
        elif base is not column:
            yield from ((source, inner) for _, inner in _made_from(base))


@lru_cache(maxsize=4096)
def is_personal(table: str, column: str) -> bool:
    """Whether a column says something about somebody. A key that only leads to a row does not."""
    known = Base.metadata.tables.get(table)
    return known is not None and known.c[column].info.get("class", "open") not in NOT_PERSONAL
