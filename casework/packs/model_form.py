"""The form of a workflow: what is asked, on which page, and whom it speaks of."""

from collections.abc import Mapping

from casework.base.values import Value
from casework.packs.text import NOTHING, Text

NEVER = "false"
"""When a question is asked that nobody is asked: what it holds comes from elsewhere."""


class Option(Value):
    """One answer of a choice."""

    value: str
    label: Text
    hint: Text = NOTHING


class Field(Value):
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
    from_link: str | None = None  # the parameter of a link to the form that it is filled from
    needs: str | None = None  # asked only where the office's profile has this

    def name_text(self, lang: str) -> str:
        """The noun for this field: its short form, else its label."""
        return (self.short or self.label).text(lang)

    @property
    def asked(self) -> bool:
        """Whether anybody is ever asked this."""
        return self.when != NEVER

    def option(self, value: str) -> Option | None:
        """The option with this value."""
        return next((option for option in self.options if option.value == value), None)


class Page(Value):
    """One topic of the form."""

    name: str
    title: Text
    intro: Text = NOTHING
    fields: tuple[Field, ...] = ()


class Confidential(Value):
    """Answers that are kept apart when whoever applies wants it: under other fields, of a class that fewer read.

    `fields`: the answer as it is asked → the field that it is kept under, which is never asked itself. `email`: which
    of those mail is sent to.
    """

    when: str  # the field that says yes
    fields: Mapping[str, str]
    email: str | None = None


class Party(Value):
    """Which fields speak of one person, so that intake can suggest who that is."""

    role: str
    label: Text
    name: str
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    birth_date: str | None = None
    applicant: bool = False  # this party gets the mail and the tracking code
    completes: tuple[str, ...] = ()  # what they answer themselves when they sign, where somebody else began

    def fields(self) -> tuple[str, ...]:
        """The names of the fields that describe this party."""
        parts = (self.name, self.email, self.phone, self.address, self.birth_date)
        return tuple(part for part in parts if part)


class Signature(Value):
    """A statement that parties of these roles sign, with the answers it is about."""

    name: str
    label: Text
    text: Text
    roles: tuple[str, ...]
    fields: tuple[str, ...] = ()
