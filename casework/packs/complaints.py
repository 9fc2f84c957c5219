"""Marshmallow's errors turned into faults: the key as a path, and what to write instead."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from marshmallow import Schema, fields

from casework.packs.faults import Fault

_WHAT = {
    "Unknown field.": "is not a known key",
    "Missing data for required field.": "is missing",
    "Field may not be null.": "is empty",
    "Not a valid string.": "is not text",
    "Not a valid integer.": "is not a whole number",
    "Not a valid boolean.": "is not true or false",
    "Not a valid list.": "is not a list",
    "Not a valid mapping type.": "is not a table",
}
_CURE = {
    "is missing": "Add it",
    "is empty": "Write a value, or leave the key out",
    "is not text": "Put it in quotes",
    "is not a whole number": "Write it without quotes and decimals",
    "is not true or false": "Write true or false, without quotes",
    "is not a list": 'Write a list: ["one", "two"]',
    "is not a table": "Write a table: [its.path] with keys under it",
}


def complaints(file: str, messages: Any, schema: Schema) -> list[Fault]:
    """Every message as a fault of this file, in the order of the paths."""
    return sorted(_fault(file, path, message, schema) for path, message in _leaves(messages, ()))


def _leaves(messages: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            # a table of tables reports under "key" and "value", a schema as a whole under "_schema"
            skip = key in ("value", "key", "_schema") and bool(path)
            yield from _leaves(inner, path if skip else (*path, str(key)))
    elif isinstance(messages, list):
        for message in messages:
            yield from _leaves(message, path)
    else:
        yield path, str(messages)


def _fault(file: str, path: tuple[str, ...], message: str, schema: Schema) -> Fault:
    what, bar, cure = message.partition(" | ")
    what = _WHAT.get(what, what.rstrip("."))
    if what == "is not a known key":
        cure = _spelling(path, schema)
    elif not bar:
        cure = _CURE.get(what, "Put it right")
    return Fault(file, ".".join(path), what, cure)


def _spelling(path: tuple[str, ...], schema: Schema) -> str:
    known = _keys_at(path[:-1], schema)
    close = get_close_matches(path[-1], known, n=1)
    return f"Write {close[0]}" if close else "Remove it, or use one of: " + ", ".join(sorted(known))


def _keys_at(path: tuple[str, ...], schema: Schema) -> list[str]:
    here: Schema = schema
    for step in path:
        found = next((one for one in here.fields.values() if (one.data_key or one.name) == step), None)
        if isinstance(found, fields.Dict):
            found = found.value_field
        if isinstance(found, fields.Nested):
            here = found.schema  # a step that is a name inside a table of tables finds no field and stays
    return [str(one.data_key or one.name) for one in here.fields.values()]
