"""What marshmallow says of a field, in the words of the house, which know the reader's language.

The library's sentences are read from the library: one that it words anew is still found, one that it adds is passed on.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from casework.base.phrases import Phrase, Sayable, phrase

_SHORTER, _LONGER = validate.Length.message_min, validate.Length.message_max
_LEAST, _MOST = "Must be greater than or equal to {min}.", "Must be less than or equal to {max}."
_BETWEEN = "Must be greater than or equal to {min} and less than or equal to {max}."


def in_house_words(said: str) -> Sayable:
    """The house's sentence for one of marshmallow's; any other as it is."""
    for pattern, house in _table():
        if found := pattern.fullmatch(said):
            return Phrase(house.text, found.groupdict())
    return said


def _words() -> Iterator[tuple[str, Phrase]]:
    """Each sentence of the library's and ours."""
    yield _of(fields.Field, "required"), phrase("Send this: nothing works without it.")
    yield _of(fields.Field, "null"), phrase("Send a value here, or leave the name out.")
    yield _of(fields.Field, "validator_failed"), phrase("Send a value that this field takes.")
    yield ma.Schema._default_error_messages["unknown"], phrase("Nothing of this name is asked here.")
    yield ma.Schema._default_error_messages["type"], phrase("Send a JSON object here.")
    yield _of(fields.Nested, "type"), phrase("Send a JSON object here.")
    yield _of(fields.Mapping, "invalid"), phrase("Send a JSON object here.")
    yield _of(fields.List, "invalid"), phrase("Send a list here.")
    yield _of(fields.String, "invalid"), phrase("Send a text here.")
    yield _of(fields.String, "invalid_utf8"), phrase("Send a text in UTF-8 here.")
    yield _of(fields.UUID, "invalid_uuid"), phrase("Send an id here, as another answer gave it.")
    yield _of(fields.Number, "invalid"), phrase("Send a number here.")
    yield _of(fields.Number, "too_large"), phrase("Send a smaller number here.")
    yield _of(fields.Integer, "invalid"), phrase("Send a whole number here.")
    yield _of(fields.Boolean, "invalid"), phrase("Send true or false here.")
    yield _of(fields.Date, "invalid"), phrase("Send a day here, like 2026-01-31.")
    # the library puts the kind of time in here
    yield "Not a valid datetime.", phrase("Send an instant here, like 2026-01-31T16:05:00Z.")
    yield validate.Length.message_all, phrase("Send %(min)s to %(max)s characters or entries here.")
    yield _SHORTER, phrase("Send at least %(min)s characters or entries here.")
    yield _LONGER, phrase("Send at most %(max)s characters or entries here.")
    yield _BETWEEN, phrase("Send a number from %(min)s to %(max)s here.")
    yield _LEAST, phrase("Send %(min)s or more here.")
    yield _MOST, phrase("Send %(max)s or less here.")
    yield validate.OneOf.default_message, phrase("Send one of these here: %(choices)s.")
    yield validate.Regexp.default_message, phrase("Send this in the form that the OpenAPI document shows.")


def _of(kind: type[Any], name: str) -> str:
    return str(kind.default_error_messages[name])


@lru_cache(maxsize=1)
def _table() -> list[tuple[re.Pattern[str], Phrase]]:
    """Ours by a pattern for the library's, whose `{places}` may hold anything."""
    return [
        (re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.*?)", re.escape(theirs)), re.DOTALL), ours)
        for theirs, ours in _words()
    ]
