"""Marshmallow pieces that every pack schema is built from."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from casework.packs.text import FALLBACK, LANGUAGES
from casework.store.access import CLASSES as ALL_CLASSES

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_:\-]{0,62}")
PERIOD = re.compile(r"P(?:\d+Y)?(?:\d+M)?(?:\d+D)?")
CLASSES = tuple(cls for cls in ALL_CLASSES if cls != "labelled")  # a field has a class of its own


class Strict(Schema):
    """A schema that refuses keys it does not know."""

    class Meta:
        unknown = RAISE


class Wording(fields.Field[dict[str, str]]):
    """A sentence in English, or a table of language code to sentence."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, str]:
        words = {FALLBACK: value} if isinstance(value, str) else value
        if not isinstance(words, Mapping):
            raise ValidationError("is not a wording | Write one English sentence in quotes")
        for lang, sentence in words.items():
            if lang not in LANGUAGES:
                raise ValidationError(f"has the unknown language {lang!r} | Use {', '.join(LANGUAGES)}")
            if not isinstance(sentence, str) or not sentence.strip():
                raise ValidationError(f"has no words in {lang!r} | Write the sentence, or leave the key out")
        if FALLBACK not in words:
            raise ValidationError("has no English wording | Add the English sentence")
        return dict(words)


class Day(fields.Field[date]):
    """A day: a TOML date, or ISO text in a stored document."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise ValidationError(f"is {value!r} | Write a day like 2026-01-31, without quotes") from None


def one_of(*choices: str) -> validate.OneOf:
    """A validator that names the choices in its cure."""
    return validate.OneOf(choices, error="is {input!r} | Write one of " + ", ".join(choices))


def matches(pattern: re.Pattern[str], cure: str) -> "Matches":
    """A validator for text that must match a pattern from end to end."""
    return Matches(pattern, cure)


class Matches(validate.Validator):
    """Text that matches a pattern whole; `validate.Regexp` would accept a trailing newline."""

    def __init__(self, pattern: re.Pattern[str], cure: str) -> None:
        self.pattern, self.cure = pattern, cure

    def __call__(self, value: str) -> str:
        if not self.pattern.fullmatch(value):
            raise ValidationError(f"is {value!r} | {self.cure}")
        return value


def period(value: str) -> str:
    """An ISO 8601 period of years, months and days, or "permanent"."""
    if value != "permanent" and (len(value) < 3 or not PERIOD.fullmatch(value)):
        raise ValidationError(f'is {value!r} | Write a period like "P7Y" or "P90D", or "permanent"')
    return value


def a_name(**options: Any) -> fields.String:
    """A lower-case name."""
    check = matches(NAME, "Use lower-case letters, digits and underscores, beginning with a letter")
    return fields.String(validate=check, **options)


def names(**options: Any) -> "fields.List[str]":
    """A list of lower-case names."""
    return fields.List(a_name(), **options)


def classes(**options: Any) -> "fields.List[str]":
    """A list of data classes."""
    return fields.List(fields.String(validate=one_of(*CLASSES)), **options)


def yes_no(default: bool) -> fields.Boolean:
    """True or false and nothing that only sounds like it."""
    return fields.Boolean(truthy={True}, falsy={False}, load_default=default)


def keyed(schema: type[Schema], *, upper: bool = False, **options: Any) -> fields.Dict:
    """A table of tables, each under its own name."""
    key = fields.String(validate=matches(CODE, "Use letters, digits, - and _")) if upper else a_name()
    return fields.Dict(keys=key, values=fields.Nested(schema), **options)
