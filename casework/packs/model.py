"""What a workflow declares: frozen parts that forms, desk, API, disclosure and retention are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from casework.packs.text import NOTHING, Text

APPLICANT = "applicant"
SYSTEM = "system"
ENTER = "enter"  # in `four_eyes`: whoever opened the case


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    value: str
    label: Text
    hint: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Field:
    """One question: what is asked, what class the answer has, why, who reads it and how long it is kept."""

    name: str
    kind: str
    label: Text
    cls: str
    why: Text
    opens: tuple[str, ...]
    keep: str  # ISO 8601 period after the case closes; "permanent" for the life of the register row
    hint: Text = NOTHING
    short: Text = NOTHING  # a noun for lists and errors, where the label is a question
    required: bool = True
    when: str | None = None  # CEL over the answers; asked only while it holds
    options: tuple[Option, ...] = ()
    page: str | None = None
    unit: str | None = None
    max_length: int | None = None
    multiple: bool = False
    accept: tuple[str, ...] = ()
    public: bool = False  # may stand in public text and in Open311

    def name_text(self, lang: str) -> str:
        """The noun for this field: its short form, else its label."""
        return (self.short or self.label).text(lang)

    def option(self, value: str) -> Option | None:
        """The option with this value."""
        return next((option for option in self.options if option.value == value), None)


@dataclass(frozen=True, slots=True)
class Page:
    """One topic of the form."""

    name: str
    title: Text
    intro: Text = NOTHING
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """Which fields speak of one person, so that intake can suggest who that is."""

    role: str
    label: Text
    name: str
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    birth_date: str | None = None
    applicant: bool = False  # this party gets the mail and the tracking code

    def fields(self) -> tuple[str, ...]:
        """The names of the fields that describe this party."""
        parts = (self.name, self.email, self.phone, self.address, self.birth_date)
        return tuple(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the progress that the applicant sees."""

    name: str
    label: Text


@dataclass(frozen=True, slots=True)
class State:
    """Where a case can be."""

    name: str
    label: Text
    public_label: Text
    public_text: Text  # what happens next, said to the applicant
    stage: str
    clock: str = "run"  # run | pause | stop
    final: bool = False
    outcome: str | None = None  # good | bad | ended, for final states
    tone: str = "idle"
    shape: str = "ring"


@dataclass(frozen=True, slots=True)
class Guard:
    """What must hold before a move; when it does not, the code and the message say why."""

    code: str
    message: Text
    rule: str | None = None  # CEL that must be true
    hook: str | None = None  # a named guard of the pack's hooks.py
    field: str | None = None  # where on the form the message stands, for guards of the opening


@dataclass(frozen=True, slots=True)
class Check:
    """What an officer confirms when making a move, with the answers to compare shown beside it."""

    name: str
    label: Text
    fields: tuple[str, ...]
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A way from one state to another: who may take it, what it asks, what it demands, what it does."""

    name: str
    label: Text
    effect_text: Text  # one line: what happens
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...]  # duties, "applicant" or "system"
    asks: tuple[Field, ...] = ()
    checks: tuple[Check, ...] = ()
    guards: tuple[Guard, ...] = ()
    four_eyes: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    letter: str | None = None
    primary: bool = False
    tone: str = "idle"


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit: so many days from an event, and the system move made when it runs out."""

    name: str
    label: Text
    days: int
    count: str  # working | calendar
    starts: str  # "opened", or the state whose entry starts it
    stops: tuple[str, ...] = ()  # states that end it; final states always do
    then: str | None = None
    remind: int | None = None  # days before the end
    source: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail with `{{ placeholders }}` from a closed list and from the fields."""

    name: str
    subject: Text
    body: Text
    to: str = APPLICANT


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the case page: its heading and the fields under it. Order only, it is no use of a field."""

    name: str
    label: Text
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A count of cases by some fields, open to some duties."""

    name: str
    label: Text
    columns: tuple[str, ...]
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workflow:
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
    public: bool = False  # its public fields may be listed openly (Open311)

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
