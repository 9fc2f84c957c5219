"""What a named guard or effect gets to see: one move of one case, with the facts its purpose discloses."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from casework.base.values import Value, field
from casework.packs.model import Move, Workflow

PARTIES, MADE, PAPERS = "parties", "made", "papers"


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


class Deed(Value):
    """One move being made. `facts` and `asked` hold JSON values by field name; what is absent was not given.

    `known`: what guards have read already, by a name of theirs; shared by the moves that are judged together. A page
    puts there what it has read itself: PARTIES (role to person), MADE (the moves made so far) and PAPERS.
    """

    session: Any  # a viewer's session; handed on to services, never queried here
    case: CaseRow
    workflow: Workflow
    move: Move
    viewer: Any
    facts: Mapping[str, Any]
    today: date
    asked: Mapping[str, Any] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)

    def fact(self, name: str) -> Any:
        """The answer to a question of the form; None when there is none."""
        return self.facts.get(name)

    def answer(self, name: str) -> Any:
        """What the mover entered; None when nothing."""
        return self.asked.get(name)
