"""Read pack folders: TOML, its other languages, and the shape; every fault of every file at once."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from casework.packs.document import kind_from_table, workflow_from_table
from casework.packs.faults import Fault, PackError
from casework.packs.kind import Kind
from casework.packs.model import Workflow
from casework.packs.words import add_words, read_toml

_Pack = TypeVar("_Pack")

EVERY = "_every"  # the folder of tenants/ whose table every kind begins with


def load_workflow(folder: Path) -> Workflow:
    """The workflow of one folder; PackError names every fault of its shape and wording."""
    label = f"workflows/{folder.name}"
    table, faults = read_toml(folder / "workflow.toml", f"{label}/workflow.toml")
    faults += add_words(table, folder, label)
    faults += _misnamed(table, folder, f"{label}/workflow.toml")
    if not table:
        raise PackError(faults)
    return _whole(lambda: workflow_from_table(table, f"{label}/workflow.toml"), faults)


def load_kind(folder: Path) -> Kind:
    """The kind of one folder on top of what every kind has; PackError names every fault."""
    label = f"tenants/{folder.name}"
    table, faults = read_toml(folder / "tenant.toml", f"{label}/tenant.toml")
    faults += add_words(table, folder, label)
    faults += _misnamed(table, folder, f"{label}/tenant.toml")
    if not table:
        raise PackError(faults)
    every, more = _every_kind(folder.parent / EVERY)
    whole = _on_top(every, table)
    return _whole(lambda: kind_from_table(whole, f"{label}/tenant.toml"), faults + more)


def folders(root: Path) -> Iterator[Path]:
    """The pack folders under a root: what begins with a dot or an underscore is none."""
    for folder in sorted(root.iterdir()) if root.is_dir() else []:
        if folder.is_dir() and folder.name[0] not in "._":
            yield folder


def _whole(load: Callable[[], _Pack], faults: list[Fault]) -> _Pack:
    try:
        found = load()
    except PackError as error:
        raise PackError([*faults, *error.faults]) from error
    if faults:
        raise PackError(faults)
    return found


def _misnamed(table: Mapping[str, Any], folder: Path, file: str) -> list[Fault]:
    name = table.get("name")
    if name is None or name == folder.name:
        return []
    return [Fault(file, "name", f"is {name!r} in a folder called {folder.name!r}", "Make both the same")]


def _every_kind(folder: Path) -> tuple[dict[str, Any], list[Fault]]:
    if not folder.is_dir():
        return {}, []
    table, faults = read_toml(folder / "tenant.toml", f"tenants/{EVERY}/tenant.toml")
    return table, faults + add_words(table, folder, f"tenants/{EVERY}")


def _on_top(every: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The kind's own table over the common one: tables join by key, lists follow each other."""
    joined = dict(every)
    for key, value in own.items():
        base = every.get(key)
        if isinstance(base, Mapping) and isinstance(value, Mapping):
            joined[key] = {**base, **value}
        elif isinstance(base, list) and isinstance(value, list):
            joined[key] = [*value, *(part for part in base if part not in value)]
        else:
            joined[key] = value
    return joined
