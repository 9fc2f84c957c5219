"""What kind of data an entry of the ledger shows: the classes of the columns and answers it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from casework.packs import Field
from casework.store.registers import Base

PAPERS, TALK = "paper", "message"
"""Kinds beside the classes: files, and what was written to and fro."""
_BY_TABLE = {"document": PAPERS, "upload": PAPERS, "message": TALK, "letter": TALK}


def kind_of(table: str, name: str, fields: Mapping[str, Field]) -> str | None:
    """The class of what stands in `table` under `name`, or one of the kinds beside them; None when it is not known.

    `fields` are those of the case's workflow: answers bear the names that the pack gives them.
    """
    if table in _BY_TABLE:
        return _BY_TABLE[table]
    if table == "fact":
        return fields[name].cls if name in fields else None
    known = Base.metadata.tables.get(table)
    column = known.c.get(name) if known is not None else None
    return str(column.info.get("class", "open")) if column is not None else None


def kinds_of(seen: Iterable[str], fields: Mapping[str, Field]) -> frozenset[str]:
    """The kinds of what is told as "table.name"."""
    found = (kind_of(*one.partition(".")[::2], fields) for one in seen)
    return frozenset(kind for kind in found if kind is not None)
