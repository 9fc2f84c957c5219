"""What a list to hand out is: columns, each with the thing that must be open for it, and pages in the order of the ids.

A column that is closed to the viewer is left out and named, as on the screen; a list is declared once, in this package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from casework.base.errors import NotFound
from casework.base.phrases import Phrase, Sayable
from casework.base.values import Value
from casework.services.withheld import shows
from casework.store import ledger_chain
from casework.store.session import ViewerSession

PIECE = 500
Cell = Sayable | int | None


class ExportColumn(Value):
    """A column: its heading, and the named thing that must be open to the viewer (None: it is about nobody)."""

    name: str
    label: Phrase
    thing: str | None = None


class Piece(Value):
    """Some rows, in the columns that are open, and after which id the next ones come (None: these are the last)."""

    rows: Sequence[Sequence[Cell]]
    after: UUID | None


class ListToExport(Protocol):
    """A list that can be handed out."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> Phrase: ...
    @property
    def having(self) -> str:
        """Only at kinds of office that have this."""

    @property
    def columns(self) -> tuple[ExportColumn, ...]: ...

    def page(
        self, session: ViewerSession, after: UUID | None, size: int
    ) -> tuple[Sequence[Mapping[str, Cell]], UUID | None]:
        """Rows by the names of columns, those that are open at least, and after which id the next ones come."""


_lists: dict[str, ListToExport] = {}


def list_to_export(one: ListToExport) -> ListToExport:
    """Declare a list that can be handed out."""
    _lists[one.name] = one
    return one


def known_lists() -> Mapping[str, ListToExport]:
    """Every list that is declared."""
    from casework.services.exports import plates, vehicles  # noqa: F401  # each declares its own

    return _lists


def open_columns(session: ViewerSession, one: ListToExport) -> tuple[ExportColumn, ...]:
    """The columns that this viewer reads."""
    return tuple(column for column in one.columns if column.thing is None or shows(session, column.thing))


def closed_columns(session: ViewerSession, one: ListToExport) -> tuple[ExportColumn, ...]:
    """Those that are withheld from this viewer."""
    kept = open_columns(session, one)
    return tuple(column for column in one.columns if column not in kept)


def export_piece(session: ViewerSession, name: str, *, after: UUID | None = None, size: int = PIECE) -> Piece:
    """The next rows of a list. The caller commits before they leave. NotFound for a list that there is not."""
    one = known_lists().get(name)
    if one is None:
        raise NotFound
    columns = open_columns(session, one)
    rows, last = one.page(session, after, size)
    ledger_chain.record(
        session,
        "list.exported",
        fields=[column.name for column in columns],
        detail={
            "list": name,
            "rows": len(rows),
            "withheld": [column.name for column in closed_columns(session, one)],
        },
    )
    return Piece([[row.get(column.name) for column in columns] for row in rows], last)
