"""Cookies belong to one tenant: by path on the installation's host, by `__Host-` on a host of its own."""

from flask import Request, Response, current_app

from casework.settings import Settings
from casework.web.tenancy import own_host

STAFF = "staff"
VISIT = "visit"
DEVICE = "device"
CASE = "case"
PARTY = "party"
GIVING = "giving"


def _secure() -> bool:
    settings: Settings = current_app.extensions["casework.settings"]
    return settings.base_url.startswith("https:")


def cookie_name(name: str) -> str:
    """The name on the wire. `__Host-` makes the browser refuse it from a neighbour or over http."""
    return f"__Host-{name}" if own_host() and _secure() else f"casework-{name}"


def cookie_path(slug: str) -> str:
    """The path within which the cookie is sent."""
    return "/" if own_host() else f"/t/{slug}/"


def read_cookie(request: Request, name: str) -> str | None:
    """The value of one of our cookies, or None."""
    return request.cookies.get(cookie_name(name)) or None


def write_cookie(answer: Response, name: str, value: str, *, slug: str, days: int | None = None) -> None:
    """Set one of our cookies on `answer`; without `days` it ends with the browser."""
    answer.set_cookie(
        cookie_name(name),
        value,
        max_age=days * 86_400 if days else None,
        path=cookie_path(slug),
        secure=_secure(),
        httponly=True,
        samesite="Lax",
    )


def drop_cookie(answer: Response, name: str, *, slug: str) -> None:
    """Have the browser forget one of our cookies."""
    answer.delete_cookie(
        cookie_name(name), path=cookie_path(slug), secure=_secure(), httponly=True, samesite="Lax"
    )
