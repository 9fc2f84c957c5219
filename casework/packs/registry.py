"""Named guards and effects: filled by packs' hooks.py through `casework.hooks`, called by services."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from casework.base.phrases import Sayable
from casework.packs.deed import Deed

Hook = Callable[[Deed], None]
_Named = TypeVar("_Named", bound=Hook)

Faults = Callable[[str], Iterable[tuple[str, Sayable]]]

_guards: dict[str, Hook] = {}
_faults: dict[str, Faults] = {}
_effects: dict[str, Hook] = {}


class HookTaken(Exception):
    """Two hooks.py give the same name to different functions."""


def guard(name: str) -> Callable[[_Named], _Named]:
    """Register a function that raises `Refused` when the move may not be made."""
    return _registers(_guards, name)


def effect(name: str) -> Callable[[_Named], _Named]:
    """Register a function that does what the move is for, inside the move's transaction."""
    return _registers(_effects, name)


def paper_faults(workflow: str) -> Callable[[Faults], Faults]:
    """Register what can be wrong with the papers of a workflow: question -> (code, sentence) of each fault."""

    def register(function: Faults) -> Faults:
        _faults[workflow] = function
        return function

    return register


def paper_faults_of(workflow: str) -> Faults:
    """What can be wrong with the papers of a workflow; nothing where no hooks.py says."""
    return _faults.get(workflow, _none)


def _none(field: str) -> tuple[tuple[str, Sayable], ...]:
    return ()


def guard_named(name: str) -> Hook:
    """The guard of this name; KeyError when no hooks.py gave it."""
    return _guards[name]


def effect_named(name: str) -> Hook:
    """The effect of this name; KeyError when no hooks.py gave it."""
    return _effects[name]


def _registers(hooks: dict[str, Hook], name: str) -> Callable[[_Named], _Named]:
    def register(function: _Named) -> _Named:
        held = hooks.get(name)
        if held is not None and held.__module__ != function.__module__:
            raise HookTaken(f"{name} is given by {held.__module__} and by {function.__module__}. Rename one.")
        hooks[name] = function
        return function

    return register
