"""Filled forms that ship with a workflow: the contract test plays them, form tests and the demo use them."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from casework.base.values import Value, field
from casework.packs.catalog import Catalog, catalog


class Step(Value):
    """One move of an example: which, by whose duty, and what the mover entered."""

    move: str
    by: str
    asked: Mapping[str, Any] = field(default_factory=dict)


class Example(Value):
    """Answers as JSON values by field, the names of files to give, and the way the case then goes."""

    name: str
    lang: str
    answers: Mapping[str, Any]
    files: Mapping[str, tuple[str, ...]]
    way: tuple[Step, ...]
    ends: str


def examples(workflow: str, known: Catalog | None = None) -> tuple[Example, ...]:
    """The examples of a workflow, none where it ships no examples.toml."""
    path = (known or catalog()).folders[workflow] / "examples.toml"
    return read_examples(path) if path.is_file() else ()


def read_examples(path: Path) -> tuple[Example, ...]:
    """The examples of a file; KeyError names what one lacks."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(_example(name, example) for name, example in table.items())


def _example(name: str, table: Mapping[str, Any]) -> Example:
    return Example(
        name=name,
        lang=table["lang"],
        answers=table["answers"],
        files={field: tuple(names) for field, names in table.get("files", {}).items()},
        way=tuple(Step(step["move"], step["by"], step.get("asked", {})) for step in table["way"]),
        ends=table["ends"],
    )
