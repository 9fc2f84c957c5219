"""The names of the kinds of answer, and the type each has in rules. Unanswered is null, files: an empty list."""

from datetime import date
from types import GenericAlias
from typing import Any

from casework.base.money import Money

RULE_TYPES: dict[str, type[Any] | GenericAlias] = {
    "text": str,
    "long_text": str,
    "name": str,
    "email": str,
    "phone": str,
    "address": dict,
    "date": date,
    "money": Money,  # in rules: its minor units
    "integer": int,
    "choice": str,
    "choices": list[str],
    "yes_no": bool,
    "vin": str,
    "plate": str,
    "odometer": int,
    "place": dict,
    "file": list[str],
    "id_number": str,
}
KINDS = tuple(RULE_TYPES)
