"""What a viewer may read and write: the compiled policy as the store sees it."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Column

from casework.base.values import Value

CLASSES: tuple[str, ...] = (
    "open",  # states, dates, codes: nothing about a person
    "matter",  # what a case is about, in people's words
    "internal",  # what staff write for staff
    "contact",  # names, phones, e-mails
    "identity",  # birth dates, document numbers that are not sealed
    "location",  # addresses and places
    "financial",  # amounts, fees, gifts
    "asset",  # what leads from a thing to a person: plate, VIN, title number
    "special",  # health, belief and other special categories
    "sealed",  # encrypted: government and tax ids, bank data
    "labelled",  # a column whose rows carry their own class in `label`
)
ALWAYS = frozenset({"open", "labelled"})
"""Classes that every viewer of a tenant may read: rows of `labelled` columns are guarded by their label."""


def class_of(column: Column[Any]) -> str:
    """The declared class of a column; a column without one is a fault of the model."""
    try:
        return str(column.info["class"])
    except KeyError:
        raise RuntimeError(f"{column.table.name}.{column.name} declares no class") from None


SEALED_CASE = "sealed_case"
"""Beside the classes among a viewer's labels: who has it sees sealed cases. No row is labelled so."""
HIDING = frozenset({"contact", "identity", "location"})
"""The classes that tell who somebody is: what an anonymous donor left in cases is labelled apart while they are so."""


class Access(Value):
    """The classes open to one (duties, purpose), and the row rules that go with it.

    `key` names the policy: equal keys mean equal policies, so it is the cache key of compiled statements.
    """

    key: tuple[str, ...]
    read: frozenset[str]
    write: frozenset[str]
    row_rules: tuple[str, ...] = ()
    sealed_cases: bool = False  # whether cases that were sealed are there at all
    hidden_names: bool = False  # whether the names of anonymous donors, and how they are reached, are there

    def may_read(self, cls: str) -> bool:
        return cls in ALWAYS or cls in self.read

    def may_write(self, cls: str) -> bool:
        return cls in ALWAYS or cls in self.write

    @property
    def read_labels(self) -> frozenset[str]:
        """The labels of rows that are read: the classes, and their own kind for what anonymous donors left."""
        return self.read | ALWAYS | self._apart(self.read)

    @property
    def write_labels(self) -> frozenset[str]:
        """The same for writing."""
        return self.write | ALWAYS | self._apart(self.write)

    def _apart(self, classes: frozenset[str]) -> frozenset[str]:
        return frozenset(f"anonymous_{cls}" for cls in classes & HIDING if self.hidden_names)


class Viewer(Protocol):
    """Who looks, for which tenant and purpose. Frozen: a session never changes hands."""

    @property
    def tenant(self) -> int: ...
    @property
    def actor(self) -> UUID | None: ...
    @property
    def actor_kind(self) -> str: ...
    @property
    def duties(self) -> frozenset[str]: ...
    @property
    def purpose(self) -> str: ...
    @property
    def units(self) -> frozenset[UUID]: ...
    @property
    def case(self) -> UUID | None: ...
    @property
    def person(self) -> UUID | None: ...
    @property
    def narrowed_to(self) -> frozenset[str] | None: ...
    @property
    def access(self) -> Access: ...
