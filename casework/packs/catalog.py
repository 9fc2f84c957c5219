"""The catalog: every workflow and every kind of tenant that ships, loaded once."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from casework.base.paths import shipped
from casework.base.values import Value, field
from casework.packs.faults import Fault, PackError
from casework.packs.kind import Kind
from casework.packs.loader import folders, load_kind, load_workflow
from casework.packs.model import Workflow


class Catalog(Value):
    """Workflows and kinds by name."""

    workflows: Mapping[str, Workflow]
    kinds: Mapping[str, Kind]
    folders: Mapping[str, Path] = field(
        default_factory=dict
    )  # of each workflow, for hooks.py and examples.toml

    def workflow(self, name: str) -> Workflow:
        """The workflow of this name; KeyError when there is none."""
        return self.workflows[name]

    def kind(self, name: str) -> Kind:
        """The kind of this name; KeyError when there is none."""
        return self.kinds[name]

    def offered(self, kind: str) -> tuple[Workflow, ...]:
        """The workflows that a kind offers, in its order."""
        return tuple(self.workflows[name] for name in self.kinds[kind].workflows if name in self.workflows)

    def kinds_offering(self, workflow: str) -> tuple[Kind, ...]:
        """The kinds that offer a workflow."""
        return tuple(kind for kind in self.kinds.values() if workflow in kind.workflows)


_Pack = TypeVar("_Pack")


def read_catalog(workflows: Path, tenants: Path) -> tuple[Catalog, list[Fault]]:
    """Everything that loads from two folders, and the faults of everything that does not."""
    faults: list[Fault] = []
    loaded = {folder.name: _try(load_workflow, folder, faults) for folder in folders(workflows)}
    kinds = {folder.name: _try(load_kind, folder, faults) for folder in folders(tenants)}
    catalog = Catalog(
        workflows={name: pack for name, pack in loaded.items() if pack is not None},
        kinds={name: pack for name, pack in kinds.items() if pack is not None},
        folders={folder.name: folder for folder in folders(workflows)},
    )
    return catalog, faults


def _try(load: Callable[[Path], _Pack], folder: Path, faults: list[Fault]) -> _Pack | None:
    try:
        return load(folder)
    except PackError as error:
        faults.extend(error.faults)
        return None


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    """The shipped catalog as it is read; PackError lists every fault of every file."""
    found, faults = read_catalog(shipped("workflows"), shipped("tenants"))
    if faults:
        raise PackError(sorted(faults + _senseless(found)))
    return found


@lru_cache(maxsize=1)
def sound_catalog() -> Catalog:
    """The same, looked through for what is well-formed and makes no sense; PackError lists it."""
    found = catalog()
    if faults := _senseless(found):
        raise PackError(sorted(faults))
    return found


def _senseless(found: Catalog) -> list[Fault]:
    from casework.packs.lint import lint

    return lint(found)
