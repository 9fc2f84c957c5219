"""The mark that every view bears: who may open it. Pure words; the doors enforce them."""

from collections.abc import Callable
from typing import Any, TypeVar

from casework.base.values import Value

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "__guard__"


class Guard(Value):
    """Either a permission of the rulebook, or a reason why everybody may come in. `fresh` asks for the password."""

    permission: str | None
    why: str = ""
    fresh: bool = False

    def __call__(self, view: View) -> View:
        """Mark `view`: a guard is its own decorator."""
        setattr(view, _MARK, self)
        return view


def guarded(permission: str, *, fresh: bool = False) -> Guard:
    """Only for those whom the rulebook gives `permission`. `fresh`: and who gave their password just now."""
    return Guard(permission, fresh=fresh)


def open_to_all(why: str) -> Guard:
    """For everybody, signed in or not, because of `why`."""
    if not why:
        raise ValueError("Say why this view is open to all.")
    return Guard(None, why)


def guard_of(view: Callable[..., Any], method: str = "GET") -> Guard | None:
    """The guard on a view function, on the class of a method view, or on its method."""
    kind = getattr(view, "view_class", None)
    places = (view, getattr(kind, method.lower(), None), kind)
    for place in places:
        found = getattr(place, _MARK, None)
        if isinstance(found, Guard):
            return found
    return None
