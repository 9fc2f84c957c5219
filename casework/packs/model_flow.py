"""The way of a case through a workflow: states, moves, and what moves demand."""

from casework.base.values import Value
from casework.packs.model_form import Field
from casework.packs.text import Text

APPLICANT = "applicant"
SYSTEM = "system"
PARTY = "party"  # whoever holds a code for one part in a case: signs or declines
LENDER = "lender"  # the program of a lender on the list: its own claims alone
MEMBER = "member"  # everybody who works here, whatever their duties
DONOR = "donor"  # somebody who gave, about themselves
ENTER = "enter"  # in `four_eyes`: whoever opened the case


class Stage(Value):
    """One step of the progress that the applicant sees."""

    name: str
    label: Text


class State(Value):
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


class Guard(Value):
    """What must hold before a move; when it does not, the code and the message say why."""

    code: str
    message: Text
    rule: str | None = None  # CEL that must be true
    hook: str | None = None  # a named guard of the pack's hooks.py
    field: str | None = None  # where on the form the message stands, for guards of the opening


class Check(Value):
    """What an officer confirms when making a move, with the answers to compare shown beside it."""

    name: str
    label: Text
    fields: tuple[str, ...]
    when: str | None = None


class Elsewhere(Value):
    """Why a move is not possible in some states that it does not start from."""

    code: str
    states: tuple[str, ...]
    message: Text


class Move(Value):
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
    elsewhere: tuple[Elsewhere, ...] = ()
    letter: str | None = None
    primary: bool = False
    tone: str = "idle"
