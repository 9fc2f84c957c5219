"""Every view says who may open it, or the application does not start."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, current_app, g, request
from flask_babel import lazy_gettext as _l

from casework.base.errors import CaseworkError
from casework.policy.guard import Guard, guard_of, guarded, open_to_all
from casework.policy.rulebook import RULEBOOK, require
from casework.services.staff.present import current_staff
from casework.services.staff.threshold import threshold_viewer

__all__ = [
    "FreshSignInNeeded",
    "check_guards",
    "enforce_guard",
    "guarded",
    "install_guards",
    "open_to_all",
    "permission_here",
]

_BLUEPRINTS = "casework.guards"
_HOW = (
    "{rule} ({endpoint}) does not say who may open it. Put @guarded('<permission of policy/rulebook.py>') or"
    " @open_to_all('<why>') under its route, or name a guard where its blueprint is registered in casework/app.py."
)


class FreshSignInNeeded(CaseworkError):
    """The act is sensitive and the password was given too long ago."""

    status = 401

    def __init__(self) -> None:
        super().__init__(_l("Enter your password again before you do this."))


def guard_blueprint(app: Flask, blueprint: Blueprint, guard: Guard) -> None:
    """The guard of all views of `blueprint` that bear none of their own."""
    app.extensions.setdefault(_BLUEPRINTS, {})[blueprint.name] = guard


def guard_for(app: Flask, endpoint: str, method: str) -> Guard | None:
    """The guard in force: the view's own, else its blueprint's."""
    view: Callable[..., Any] = app.view_functions[endpoint]
    by_blueprint: dict[str, Guard] = app.extensions.get(_BLUEPRINTS, {})
    return guard_of(view, method) or by_blueprint.get(endpoint.rpartition(".")[0])


def enforce_guard() -> None:
    """Before each view: let in, or raise NotSignedIn, NotAllowed or FreshSignInNeeded."""
    if request.endpoint is None:
        return
    guard = _guard_here()
    if guard.permission is None:
        return
    require(guard.permission, g.get("threshold") or threshold_viewer(current_staff(), g.tenant))
    if guard.fresh and not current_staff().is_fresh:
        raise FreshSignInNeeded


def permission_here() -> str | None:
    """The permission that this view asks for; None where it is open to all."""
    return _guard_here().permission


def _guard_here() -> Guard:
    endpoint = request.endpoint
    guard = guard_for(current_app._get_current_object(), endpoint, _asked()) if endpoint else None  # type: ignore[attr-defined]  # a proxy
    if guard is None:
        raise CaseworkError("This page has no guard.")
    return guard


def _asked() -> str:
    """HEAD and OPTIONS ask for what GET would show."""
    return "GET" if request.method in ("HEAD", "OPTIONS") else request.method


def check_guards(app: Flask) -> None:
    """Walk all routes; raise, with what to do, for one that is unguarded or guarded by an unknown permission."""
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            guard = guard_for(app, rule.endpoint, method)
            if guard is None:
                raise RuntimeError(_HOW.format(rule=f"{method} {rule.rule}", endpoint=rule.endpoint))
            if guard.permission is not None and guard.permission not in RULEBOOK:
                raise RuntimeError(
                    f"{rule.rule}: policy/rulebook.py knows no permission {guard.permission!r}."
                )


def install_guards(app: Flask) -> None:
    """Enforce guards before each view."""
    app.before_request(enforce_guard)
