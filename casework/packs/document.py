"""The stored form of a pack: JSON with lists for everything ordered, since jsonb keeps no order of keys."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import ValidationError

from casework.base.values import Value, names, replace
from casework.packs import build, build_kind
from casework.packs.complaints import complaints
from casework.packs.faults import PackError
from casework.packs.kind import Kind
from casework.packs.model import Page, Workflow
from casework.packs.schema import WorkflowSchema
from casework.packs.schema_kind import KindSchema
from casework.packs.text import Text

_IDENTITY = {
    "options": "value",
    "parties": "role",
    "guards": "code",
    "purposes": "code",
    "rows": "code",
    "elsewhere": "code",
    "figures": "code",
    "smog": "code",
    "plates": "code",
    "retention": "code",
    "person_classes": "code",
    "terms": "code",
    "exemptions": "code",
    "tribute": "code",
}


def _plain(thing: Any) -> Any:
    if isinstance(thing, Text):
        return dict(thing.words)
    if isinstance(thing, date):
        return thing.isoformat()
    if isinstance(thing, frozenset):
        return sorted(thing)
    if isinstance(thing, (list, tuple)):
        return [_plain(part) for part in thing]
    if isinstance(thing, Mapping):
        return _plain_mapping(thing)
    return _plain_parts(thing) if isinstance(thing, Value) else thing


def _plain_mapping(thing: Mapping[str, Any]) -> Any:
    values = list(thing.values())
    if values and all(isinstance(value, Text) for value in values):
        return [{"name": key, "label": _plain(value)} for key, value in thing.items()]
    if values and all(isinstance(value, Value) for value in values):
        return [_plain(value) for value in values]
    return {key: _plain(value) for key, value in thing.items()}


def _plain_parts(thing: Any) -> dict[str, Any]:
    skipped = {"digest"} | ({"fields"} if isinstance(thing, Page) else set())
    parts = {name: _plain(getattr(thing, name)) for name in names(thing) if name not in skipped}
    kept = {key: value for key, value in parts.items() if value is not None and value != {}}
    return {("class" if key == "cls" else key): value for key, value in kept.items()}


def keyed(document: Any, under: str = "") -> Any:
    """A document with its lists of named tables turned back into tables of tables, as TOML has them."""
    if isinstance(document, Mapping):
        return {key: keyed(value, key) for key, value in document.items()}
    if isinstance(document, list):
        identity = _IDENTITY.get(under, "name")
        if document and all(isinstance(part, Mapping) and identity in part for part in document):
            return {
                part[identity]: {key: keyed(value, key) for key, value in part.items() if key != identity}
                for part in document
            }
    return document


def _digest(document: Mapping[str, Any]) -> str:
    packed = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(packed.encode()).hexdigest()


def digest_of(workflow: Workflow) -> str:
    """What tells a workflow from every other one: the digest of its stored form."""
    return _digest(_plain_parts(workflow))


def workflow_document(workflow: Workflow) -> dict[str, Any]:
    """The JSON-able form of a workflow."""
    return _plain_parts(workflow)


def kind_document(kind: Kind) -> dict[str, Any]:
    """The JSON-able form of a kind."""
    return _plain_parts(kind)


def workflow_from_table(table: Mapping[str, Any], file: str = "document") -> Workflow:
    """The workflow of a table as TOML has it; PackError names every fault of its shape."""
    try:
        loaded = WorkflowSchema().load(table)
    except ValidationError as error:
        raise PackError(complaints(file, error.messages, WorkflowSchema())) from error
    bare = build.workflow(loaded, "")
    return replace(bare, digest=_digest(_plain_parts(bare)))


def kind_from_table(table: Mapping[str, Any], file: str = "document") -> Kind:
    """The kind of a table as TOML has it; PackError names every fault of its shape."""
    try:
        loaded = KindSchema().load(table)
    except ValidationError as error:
        raise PackError(complaints(file, error.messages, KindSchema())) from error
    bare = build_kind.kind(loaded, "")
    return replace(bare, digest=_digest(_plain_parts(bare)))


def workflow_from_document(document: Mapping[str, Any]) -> Workflow:
    """The workflow that a stored document describes."""
    return workflow_from_table(_without_empty_lists(keyed(document)))


def kind_from_document(document: Mapping[str, Any]) -> Kind:
    """The kind that a stored document describes."""
    return kind_from_table(_without_empty_lists(keyed(document)))


def _without_empty_lists(table: Any) -> Any:
    """An empty list says the same as no key, but only the latter fits where a table of tables belongs."""
    if isinstance(table, Mapping):
        return {key: _without_empty_lists(value) for key, value in table.items() if value != []}
    return table
