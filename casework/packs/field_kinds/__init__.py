"""Kinds of answer: what was typed becomes a JSON value, and back.

`read_answer` takes what a form sent, `accept_value` what the API sent; both check alike and raise BadAnswer,
whose `errors` go by part ("" where there is one box). `show_answer` says a value in words.
"""

from typing import Any

from casework.base.phrases import Sayable, phrase
from casework.packs.field_kinds.address import Address, Place
from casework.packs.field_kinds.amounts import Amount, Whole
from casework.packs.field_kinds.asking import WHOLE, AnswerKind, Asking, BadAnswer, Parts
from casework.packs.field_kinds.choices import Choice, Choices, YesNo
from casework.packs.field_kinds.contact import Email, Phone
from casework.packs.field_kinds.dates import Day
from casework.packs.field_kinds.files import Files
from casework.packs.field_kinds.names import KINDS, RULE_TYPES
from casework.packs.field_kinds.plain_text import PlainText
from casework.packs.field_kinds.vehicles import Plate, Vin
from casework.packs.model import Field

__all__ = [
    "KINDS",
    "RULE_TYPES",
    "WHOLE",
    "Asking",
    "BadAnswer",
    "accept_value",
    "parts_of",
    "read_answer",
    "show_answer",
    "split_answer",
]

_KINDS: dict[str, AnswerKind] = {
    "text": PlainText(),
    "long_text": PlainText(),
    "name": PlainText(),
    "id_number": PlainText(),
    "email": Email(),
    "phone": Phone(),
    "address": Address(),
    "place": Place(),
    "date": Day(),
    "money": Amount(),
    "integer": Whole(),
    "odometer": Whole(),
    "choice": Choice(),
    "choices": Choices(),
    "yes_no": YesNo(),
    "vin": Vin(),
    "plate": Plate(),
    "file": Files(),
}

_MISSING = {
    "choice": phrase("Choose one answer"),
    "choices": phrase("Choose at least one answer"),
    "yes_no": phrase("Choose yes or no"),
    "date": phrase("Enter the day, the month and the year"),
    "file": phrase("Add the file"),
    "email": phrase("Enter an e-mail address"),
    "phone": phrase("Enter a phone number"),
    "address": phrase("Enter the address"),
    "place": phrase("Say where it is"),
    "money": phrase("Enter the amount"),
    "name": phrase("Enter the full name"),
    "vin": phrase("Enter the VIN"),
    "plate": phrase("Enter the plate"),
    "odometer": phrase("Enter what the odometer showed"),
}


def parts_of(field: Field) -> tuple[str, ...]:
    """The boxes this field is typed into; ("",) when it is one."""
    return _KINDS[field.kind].parts


def read_answer(field: Field, given: Parts, asking: Asking) -> Any:
    """The JSON value of what was typed; None where nothing was and nothing must be. Raises BadAnswer."""
    value = _KINDS[field.kind].read(given, field, asking)
    if value is None and field.required:
        raise BadAnswer(_MISSING.get(field.kind, phrase("Answer this")), parts_of(field)[0])
    return value


def accept_value(field: Field, value: Any, asking: Asking) -> Any:
    """The JSON value as it will be kept, checked as if it had been typed. Raises BadAnswer."""
    given = {} if value is None else _KINDS[field.kind].split(value, field, asking)
    return read_answer(field, given, asking)


def split_answer(field: Field, value: Any, asking: Asking) -> dict[str, list[str]]:
    """What to put into the boxes for a value."""
    return {} if value is None else _KINDS[field.kind].split(value, field, asking)


def show_answer(field: Field, value: Any, asking: Asking) -> Sayable:
    """The value in words, empty for none; a phrase where a door has to translate it."""
    return "" if value is None else _KINDS[field.kind].show(value, field, asking)
