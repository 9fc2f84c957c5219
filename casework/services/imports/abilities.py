"""What some registers can do beside being compared and written: take notes, be taken back piece by piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable
from uuid import UUID

from casework.base.values import Value
from casework.services.imports.register import Entry, RegisterToImport, Told, Wrong
from casework.store.session import ViewerSession


class Kept(Value):
    """A record that was not taken back: its line, and why, by a code and in words."""

    line: int
    record: UUID
    why: Wrong


@runtime_checkable
class WithNotes(Protocol):
    """A register that has something to write about rows whose records are here already."""

    def note(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        """Write it, and note in each row what was made."""


@runtime_checkable
class ComparesRows(Protocol):
    """A register whose rows may be the same as rows before them; what was said of them is remembered."""

    def compare_in_file(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        """Note in each row which lines before it may be the same."""

    def prepare(self, session: ViewerSession, entry: Entry, told: Told) -> None:
        """Make of a row what it is compared by. Refuses what the counter refuses."""


@runtime_checkable
class JoinsRows(Protocol):
    """A register of which one record may stand on several rows; they are joined, wherever they stand in the file."""

    def joined_by(self, mapping: Mapping[str, str]) -> str | None:
        """The field that such rows share, where these columns have one row for each part."""


@runtime_checkable
class InParts(Protocol):
    """A register whose import is taken back as far as it goes: what was built upon is kept, and named."""

    @property
    def in_parts(self) -> bool: ...


@runtime_checkable
class ByCounterPosting(Protocol):
    """A register whose records are never deleted: they are taken back by acts of their own."""

    def take_back_lines(
        self, session: ViewerSession, made: Sequence[tuple[int, UUID]], *, changed: str
    ) -> list[Kept]:
        """Take back records by their line and id; those that stay. `changed`: "keep" or "reverse" what was changed."""


def asks_basis(register: RegisterToImport) -> bool:
    """Whether a list for this register is only taken with where it comes from, and by what right."""
    return bool(getattr(register, "asks_basis", False))
