"""Named guards and effects: filled by packs' hooks.py through `casework.hooks`, called by services."""

from collections.abc import Callable
from typing import TypeVar

from casework.packs.deed import Deed

Hook = Callable[[Deed], None]
_Named = TypeVar("_Named", bound=Hook)

_guards: dict[str, Hook] = {}
_effects: dict[str, Hook] = {}


class HookTaken(Exception):
    """Two hooks.py give the same name to different functions."""


def guard(name: str) -> Callable[[_Named], _Named]:
    """Register a function that raises `Refused` when the move may not be made."""
    return _registers(_guards, name)


def effect(name: str) -> Callable[[_Named], _Named]:
    """Register a function that does what the move is for, inside the move's transaction."""
    return _registers(_effects, name)


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
