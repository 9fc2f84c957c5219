"""One decorator declares an operation whole: path, permission, what it takes, what it answers, how it can fail."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

import marshmallow as ma
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint

from casework.api.parser import StrictParser
from casework.base.values import Value, field
from casework.policy.guard import guarded

View = TypeVar("View", bound=Callable[..., ResponseReturnValue | Any])
Shape = type[ma.Schema]
_ALWAYS = (401, 403, 429, 503)
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the case as you read it.",
    "schema": {"type": "string", "example": '"3"'},
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A value of your own. The same key with the same request gives the same answer for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[\\x21-\\x7e]+$"},
}
_FACTS = {
    "name": "Purpose-Facts",
    "in": "header",
    "description": "Where the token's purpose demands facts with each reading: a JSON object in ASCII.",
    "schema": {"type": "string", "maxLength": 4000, "example": '{"programme": "R-2026-14"}'},
}
_FILE = {"type": "string", "format": "binary"}
READS = (_FACTS,)
CHANGES = (_IF_MATCH, _KEY)
CREATES = ({**_KEY, "required": True},)
CREATES_OFF_CASE = (*CREATES, _FACTS)


class Operations(Blueprint):  # type: ignore[misc]  # untyped upstream
    """A group of operations. Pages have blueprints of the same names, so these carry `api` before theirs."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, description: str) -> None:
        super().__init__(f"api_{name}", __name__, description=description)
        self.label = name
        self._prepare_doc_cbks.append(_tell_headers)


def _tell_headers(doc: dict[str, Any], told: Mapping[str, Any], **_: Any) -> dict[str, Any]:
    """Put the headers that an operation reads among its parameters."""
    if told.get("headers"):
        doc["parameters"] = [*doc.get("parameters", ()), *told["headers"]]
    return doc


class Answers(Value):
    """The shape of success, its status and headers, and the other statuses that can be expected."""

    shape: Shape
    status: int = 200
    problems: tuple[int, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    media: str = "application/json"  # anything else is a file: the view makes the whole answer

    def documented(self) -> dict[str, Any]:
        """The headers as OpenAPI tells them."""
        return {
            name: {"description": said, "schema": {"type": "string"}} for name, said in self.headers.items()
        }


def operation(
    group: Operations,
    rule: str,
    *,
    permission: str,
    answers: Answers,
    query: Shape | None = None,
    body: Shape | None = None,
    headers: tuple[Mapping[str, Any], ...] = (),
) -> Callable[[View], View]:
    """Register a view at `METHOD /path`. It gets `query` and `body` by name and returns (value, headers).

    The docstring is the description that programs' authors read; Markdown.
    """
    method, _, path = rule.partition(" ")

    def register(view: View) -> View:
        shape = answers.shape if answers.media == "application/json" else _FILE
        told = {"headers": answers.documented(), "content_type": answers.media}
        dressed: Any = group.response(answers.status, shape, **told)(view)
        if query is not None:
            dressed = group.arguments(query, location="query", arg_name="query")(dressed)
        if body is not None:
            dressed = group.arguments(body, arg_name="body")(dressed)
        for status in sorted({*_ALWAYS, *answers.problems, *((400, 413, 415, 422) if body else ())}):
            dressed = group.alt_response(status, HTTPStatus(status).name)(dressed)
        dressed = group.doc(operationId=view.__name__, **{"x-permission": permission})(dressed)
        dressed._apidoc["headers"] = list(headers)
        group.route(path, methods=[method], tags=[group.label])(guarded(permission)(dressed))
        return view

    return register
