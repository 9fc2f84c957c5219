"""No form works that this visit was not given: a token bound to session or visit and tenant, and the Origin."""

import hmac
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

from flask import Flask, current_app, g, request, session
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from casework.base.errors import CaseworkError
from casework.base.ids import new_secret

FIELD, HEADER = "csrf_token", "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
View = TypeVar("View", bound=Callable[..., Any])
_PROVES_ITSELF = "__proves_itself__"
_NO_COOKIES = ("/api/",)
"""Doors that take bearer tokens and read no cookie: nothing to forge."""


class ForgedForm(CaseworkError):
    """The form was not made for this visit, or came from another site."""

    status = 400

    def __init__(self) -> None:
        super().__init__(
            _l(
                "This page was open for too long, or the form came from elsewhere. Go back, reload, send it again."
            )
        )


def csrf_token() -> str:
    """The token for forms on this page."""
    if "id" not in session and g.get("session_hash") is None:
        session["id"] = new_secret(128)
    return _token()


def _token() -> str:
    tenant = g.get("tenant")
    bound_to = g.get("session_hash") or session.get("id", "")
    told = f"form|{tenant.id if tenant else 0}|{bound_to}"
    secret: bytes = current_app.config["CSRF_KEY"]
    return hmac.digest(secret, told.encode(), sha256).hex()


def csrf_field() -> Markup:
    """The hidden box of a form."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, csrf_token())


def proves_itself(view: View) -> View:
    """Mark a view whose address holds a secret that nobody can guess: mail programs send it without a form of ours."""
    setattr(view, _PROVES_ITSELF, True)
    return view


def check_form() -> None:
    """Refuse a change that comes without the token or from another origin."""
    if request.endpoint is None or request.method in SAFE or request.path.startswith(_NO_COOKIES):
        return
    if getattr(current_app.view_functions[request.endpoint], _PROVES_ITSELF, False):
        return
    given = request.headers.get(HEADER) or request.form.get(FIELD, "")
    known = g.get("session_hash") or session.get("id")
    good = known and hmac.compare_digest(given.encode("utf-8", "replace"), _token().encode())
    if not good or not _own_origin():
        raise ForgedForm


def _own_origin() -> bool:
    """Browsers send Origin with every post; its absence means no browser or an old one, whose token suffices."""
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin.lower() == request.host_url.rstrip("/").lower()
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


def install_csrf(app: Flask) -> None:
    """Check every change; give templates `csrf_token()` and `csrf_field()`."""
    app.config["WTF_CSRF_ENABLED"] = (
        False  # this check stands before every view, forms need none of their own
    )
    app.jinja_env.globals.update(csrf_token=csrf_token, csrf_field=csrf_field)
    app.before_request(check_form)
