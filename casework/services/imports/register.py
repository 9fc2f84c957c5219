"""What a register to import is: fields, how a row is compared with what is here, and how a new one is written.

A register is declared once, in a module of `registers/`, and named by kinds of office under `imports`. Reading files,
columns, dry run, batches, resuming, cancelling, reports and undoing are the same for all.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any, Protocol
from uuid import UUID

from casework.base.phrases import Phrase, Sayable
from casework.base.values import Value, field
from casework.packs import Text
from casework.packs.field_kinds import Asking
from casework.packs.model_form import Field, Option
from casework.packs.text import NOTHING
from casework.services.office import Office
from casework.store.session import ViewerSession

BUILT_UPON = "BUILT_UPON"
NEW, SAME, PERHAPS, WRONG = VERDICTS = ("new", "same", "perhaps", "wrong")


class ImportField(Value):
    """A column that a register takes. `kind` is one of the kinds of answer: the file is read like the counter's form.

    `aliases` are headings by which it is known; `options` values, where it is a choice, and `words` what other systems
    write for them.
    """

    name: str
    kind: str
    label: Phrase
    required: bool = False
    aliases: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    max_length: int | None = None
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> Field:
        """The question that the counter's form would ask."""
        return Field(
            name=self.name,
            kind=self.kind,
            label=Text({"en": self.label.text}),
            cls="open",
            why=NOTHING,
            opens=(),
            keep="permanent",
            required=self.required,
            options=tuple(Option(value, Text({"en": value})) for value in self.options),
            max_length=self.max_length,
        )


class Wrong(Value):
    """What is wrong with a row: the field (empty: the row as a whole), a code for machines, what to enter."""

    field: str
    code: str
    said: Phrase

    def stored(self) -> dict[str, Any]:
        """As the report keeps it. Sentences of rules name rules, counts and characters, never a whole value."""
        return {
            "field": self.field,
            "code": self.code,
            "text": self.said.text,
            "values": {name: str(value) for name, value in self.said.values.items()},
        } | ({"many": self.said.many} if self.said.many else {})

    @staticmethod
    def restored(kept: Mapping[str, Any]) -> Wrong:
        """What `stored` kept."""
        said = Phrase(kept["text"], kept["values"], kept.get("many", ""))
        return Wrong(kept["field"], kept["code"], said)


class Claim(Value):
    """A thing that a row takes, for a time (None: without beginning, without end), by a name that means only it.

    `repeats`: another row that claims it and says the same is only said twice; otherwise somebody has to look.
    """

    thing: str
    since: datetime | None = None
    until: datetime | None = None
    repeats: bool = True
    other: Phrase | None = None  # what to say where another row claims it and says something else

    def digest(self) -> bytes:
        """The name as the dry run keeps it."""
        return blake2b(self.thing.encode(), digest_size=16).digest()

    def overlaps(self, since: datetime | None, until: datetime | None) -> bool:
        """Whether another claim is on the same time."""
        begins_before = until is None or self.since is None or self.since < until
        return begins_before and (self.until is None or since is None or since < self.until)


@dataclasses.dataclass(slots=True)
class Entry:
    """A row on its way: what it says, what was found of it, what was made of it."""

    line: int
    at: int
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    wrong: list[Wrong] = dataclasses.field(default_factory=list)
    claims: list[Claim] = dataclasses.field(default_factory=list)
    record: UUID | None = None  # the one here that it certainly is
    perhaps: tuple[UUID, ...] = ()  # those here that it may be
    perhaps_lines: tuple[int, ...] = ()  # lines of this file, before it, that may be the same
    of_line: int | None = None  # the line of which somebody said that it is the same
    repeats: int | None = None  # the line of this file that says the same
    decision: str | None = None
    number: str | None = None  # in the old system, kept for the files that name it
    numbered: bool = False  # that number is known already
    made: list[tuple[str, UUID]] = dataclasses.field(default_factory=list)
    more: dict[str, Any] = dataclasses.field(
        default_factory=dict
    )  # what a register found when it looked, for writing

    @property
    def verdict(self) -> str:
        """What is to be done with it."""
        if self.wrong:
            return WRONG
        if self.record is not None or self.repeats is not None:
            return SAME
        return PERHAPS if self.perhaps or self.perhaps_lines else NEW

    def refuse(self, name: str, code: str, said: Sayable) -> None:
        """Note what is wrong."""
        self.wrong.append(Wrong(name, code, said if isinstance(said, Phrase) else Phrase(str(said))))

    def content(self) -> bytes:
        """A digest of all that it says: rows of the same content repeat each other."""
        told = "\x1f".join(f"{name}={self.values[name]}" for name in sorted(self.values))
        return blake2b(told.encode(), digest_size=16).digest()


class Told(Value):
    """What is known of the run: where, for which old system, and how things are written in its file."""

    office: Office
    run: UUID
    source: str
    asking: Asking
    day_order: str
    by: UUID | None = None  # who began the import
    list_name: str = ""  # the file and the system, as evidence for what it says
    again: Again | None = None  # reads rows of the file once more, by line and place
    together: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    """Of rows that belong together (abilities.JoinsRows): what they share → line and place of each."""


Again = Callable[[Sequence[tuple[int, int]]], list[Entry]]


class RegisterToImport(Protocol):
    """A register that files can be brought into."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> Phrase: ...
    @property
    def hint(self) -> Phrase: ...
    @property
    def record(self) -> str:
        """The table whose rows the file's rows become; what is made of it is noted first."""

    @property
    def needs(self) -> tuple[tuple[str, ...], ...]:
        """Beside the required fields: of each of these groups one field at least."""

    def fields(self, office: Office) -> tuple[ImportField, ...]:
        """The columns it takes."""

    def look(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        """Compare rows with what is here: note what is wrong, the same, or perhaps the same, and what each claims.

        A row is never the same as something here for its name alone.
        """

    def write(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        """Make what these rows tell, by the rules of the counter, and note in each what was made."""

    def describe(self, session: ViewerSession, ids: Sequence[UUID]) -> Mapping[UUID, str]:
        """Records that rows may be, in a line each, for somebody to tell them apart."""


class NeverPerhaps:
    """For registers whose rows are the same as something here, or not: nobody has to judge."""

    def describe(self, session: ViewerSession, ids: Sequence[UUID]) -> Mapping[UUID, str]:
        """Nothing to tell apart."""
        return {}


_registers: dict[str, RegisterToImport] = {}


def register_to_import(register: RegisterToImport) -> RegisterToImport:
    """Declare a register that files can be brought into."""
    _registers[register.name] = register
    return register


def known_registers() -> Mapping[str, RegisterToImport]:
    """Every register that is declared."""
    from casework.services.imports import registers  # noqa: F401  # each module declares its own

    return _registers


def offered(office: Office) -> list[RegisterToImport]:
    """The registers that this kind of office brings in from files, in the order of its pack."""
    known = known_registers()
    return [known[name] for name in office.kind.imports if name in known]
