"""How requests are read: strictly, with every fault named by field."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import marshmallow as ma
from flask import Request
from webargs.core import missing
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import RequestEntityTooLarge

from casework.api.field_words import in_house_words
from casework.api.problems import WrongMedia
from casework.api.strict_json import read_json
from casework.base.errors import InvalidInput
from casework.base.phrases import Sayable, phrase

_JSON = re.compile(r"application/(?:[a-z0-9.+-]+\+)?json")


class StrictParser(FlaskParser):
    """Takes JSON bodies and query strings; refuses what no schema names."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012  # webargs's shape
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": ma.RAISE,
        "headers": ma.EXCLUDE,
    }

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        """The body; nothing at all counts as an empty object where the schema asks for none."""
        body = req.get_data(cache=True)
        if not body and not req.content_length:
            return missing
        if len(body) >= (req.max_content_length or len(body) + 1):
            raise RequestEntityTooLarge  # what was sent in chunks is read up to the limit and no further
        if not _JSON.fullmatch(req.mimetype):
            raise WrongMedia
        return read_json(body)

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        """The query string; a parameter given twice is refused, since readers differ in which they take."""
        twice = [name for name, values in req.args.lists() if len(values) > 1]
        if twice:
            raise InvalidInput(dict.fromkeys(sorted(twice)[:20], phrase("Give this once.")))
        return super().load_querystring(req, schema)

    def handle_error(self, error: ma.ValidationError, req: Request, schema: ma.Schema, **_: Any) -> NoReturn:
        """Tell each fault by the path of its field: `answers.price`."""
        places = error.messages if isinstance(error.messages, dict) else {"": error.messages}
        faults = [fault for told in places.values() for fault in _faults(told)]
        raise InvalidInput(dict(faults), phrase("Check the fields named in errors."))


def _faults(messages: Any, path: str = "") -> Iterator[tuple[str, Sayable]]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            plain = str(name)[:80]
            yield from _faults(inner, path if plain == "_schema" else f"{path}.{plain}".lstrip("."))
    elif isinstance(messages, list) and messages:
        yield path or "body", in_house_words(str(messages[0]))
