"""What a workflow declares: frozen parts that forms, desk, API, disclosure and retention are made from."""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from casework.base.values import Value
from casework.packs.model_clock import Clock, Legal, Target
from casework.packs.model_flow import (
    APPLICANT,
    DONOR,
    ENTER,
    LENDER,
    MEMBER,
    PARTY,
    SYSTEM,
    Check,
    Elsewhere,
    Guard,
    Move,
    Stage,
    State,
)
from casework.packs.model_form import Confidential, Field, Option, Page, Party, Signature
from casework.packs.model_listing import Listed, Listing
from casework.packs.text import Text

__all__ = [
    "APPLICANT",
    "DONOR",
    "ENTER",
    "LENDER",
    "MEMBER",
    "PARTY",
    "SYSTEM",
    "Check",
    "Clock",
    "Elsewhere",
    "Field",
    "Guard",
    "Legal",
    "Letter",
    "Listed",
    "Listing",
    "Move",
    "Option",
    "Page",
    "Party",
    "Report",
    "Section",
    "Signature",
    "Stage",
    "State",
    "Target",
    "Workflow",
]


class Letter(Value):
    """A mail with `{{ placeholders }}` from a closed list and from the fields."""

    name: str
    subject: Text
    body: Text
    to: str = APPLICANT


class Section(Value):
    """A part of the case page: its heading and the fields under it. Order only, it is no use of a field."""

    name: str
    label: Text
    fields: tuple[str, ...]


class Report(Value):
    """A count of cases by some fields, open to some duties."""

    name: str
    label: Text
    columns: tuple[str, ...]
    opens: tuple[str, ...]


class Workflow(Value, dict=True):
    """A kind of work, whole: what is asked, where it goes, who moves it."""

    name: str
    version: int
    digest: str
    prefix: str
    purpose: str
    title: Text
    summary: Text
    needs: tuple[Text, ...]
    minutes: int
    online: bool
    office: Text
    stages: tuple[Stage, ...]
    pages: tuple[Page, ...]
    fields: tuple[Field, ...]
    parties: tuple[Party, ...]
    states: tuple[State, ...]
    initial: str
    moves: tuple[Move, ...]
    guards: tuple[Guard, ...] = ()  # of the opening
    clocks: tuple[Clock, ...] = ()
    letters: tuple[Letter, ...] = ()
    sections: tuple[Section, ...] = ()
    reports: tuple[Report, ...] = ()
    opening_letter: str | None = None
    fee_table: str | None = None
    signatures: tuple[Signature, ...] = ()
    waits_in: str | None = None  # the state it begins in instead, while the rule `waits_while` holds
    waits_while: str | None = None
    waits_as: str | None = None  # the party that whoever began is, while it waits
    public: bool = False  # its public fields may be listed openly (Open311)
    listing: Listing | None = None
    confidential: Confidential | None = None

    @cached_property
    def every_field(self) -> Mapping[str, Field]:
        """Every field of the form and of the moves by name; the form's own comes first."""
        found = {field.name: field for field in self.fields}
        for move in self.moves:
            for field in move.asks:
                found.setdefault(field.name, field)
        return MappingProxyType(found)

    @cached_property
    def rules(self) -> dict[str, Any]:
        """Its expressions as `packs.rules` compiled them, each when it was first asked."""
        return {}

    def field(self, name: str) -> Field:
        """The field of this name; KeyError when there is none."""
        return _named(self.fields, name)

    def state(self, name: str) -> State:
        """The state of this name; KeyError when there is none."""
        return _named(self.states, name)

    def move(self, name: str) -> Move:
        """The move of this name; KeyError when there is none."""
        return _named(self.moves, name)

    def page(self, name: str) -> Page:
        """The page of this name; KeyError when there is none."""
        return _named(self.pages, name)

    def clock(self, name: str) -> Clock:
        """The clock of this name; KeyError when there is none."""
        return _named(self.clocks, name)

    def letter(self, name: str) -> Letter:
        """The letter of this name; KeyError when there is none."""
        return _named(self.letters, name)

    def party(self, role: str) -> Party:
        """The party of this role; KeyError when there is none."""
        for party in self.parties:
            if party.role == role:
                return party
        raise KeyError(role)

    def signature(self, name: str) -> Signature:
        """The statement of this name; KeyError when there is none."""
        return _named(self.signatures, name)

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """The moves that leave this state, in the order of the pack."""
        return tuple(move for move in self.moves if state in move.sources)

    def applicant(self) -> Party | None:
        """The party that applies, if the pack names one."""
        return next((party for party in self.parties if party.applicant), None)

    def to_document(self) -> dict[str, object]:
        """A JSON-able form that `from_document` reads back to an equal workflow."""
        from casework.packs.document import workflow_document

        return workflow_document(self)

    @staticmethod
    def from_document(document: Mapping[str, object]) -> "Workflow":
        """The workflow that a stored document describes; PackError when it does not hold."""
        from casework.packs.document import workflow_from_document

        return workflow_from_document(document)


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_Thing = TypeVar("_Thing", bound=_Named)


def _named(things: tuple[_Thing, ...], name: str) -> _Thing:
    for thing in things:
        if thing.name == name:
            return thing
    raise KeyError(name)
