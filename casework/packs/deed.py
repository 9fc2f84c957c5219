"""What a named guard or effect gets to see: one move of one case, with the facts its purpose discloses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from casework.packs.model import Move, Workflow


class CaseRow(Protocol):
    """The case as a hook may use it."""

    @property
    def id(self) -> UUID: ...
    @property
    def tenant_id(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Deed:
    """One move being made. `facts` and `asked` hold JSON values by field name; what is absent was not given."""

    session: Any  # a viewer's session; handed on to services, never queried here
    case: CaseRow
    workflow: Workflow
    move: Move
    viewer: Any
    facts: Mapping[str, Any]
    today: date
    asked: Mapping[str, Any] = field(default_factory=dict)

    def fact(self, name: str) -> Any:
        """The answer to a question of the form; None when there is none."""
        return self.facts.get(name)

    def answer(self, name: str) -> Any:
        """What the mover entered; None when nothing."""
        return self.asked.get(name)
