"""Who this browser's user is: the staff cookie, the account behind it, and Flask-Login's idea of both.

Nothing is trusted but the hash of the cookie in the database, looked up with the tenant of this address: a session
carried to another tenant is nobody's. Account and session are read at every request, so what is taken away is gone
at the next one.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Request, Response, g, request
from flask_login import LoginManager, UserMixin

from casework.base.ids import secret_hash
from casework.services.staff.recognise import Staff, recognise
from casework.store.identity import identity_look_up
from casework.web.cookies import STAFF, drop_cookie, read_cookie, write_cookie


class SignedIn(UserMixin):
    """Flask-Login's user: the staff value under the names it expects."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff
        self.id = str(staff.id)
        self.name = staff.name


def install_session(app: Flask, *, others: Mapping[str, Callable[[], None]]) -> None:
    """Recognise staff on every request of a tenant.

    `others`: by the beginning of a path, who recognises callers there instead; no cookie counts on such paths.
    """
    logins = LoginManager(app)
    logins.session_protection = None  # type: ignore[assignment]  # documented as the way to switch it off
    logins.request_loader(_load)

    @app.before_request
    def know() -> None:
        g.staff = g.session_hash = None
        for beginning, recognise_caller in others.items():
            if request.path.startswith(beginning):
                return recognise_caller()
        return know_staff()


def know_staff() -> None:
    """Put the signed-in user of this tenant into `g.staff`, if there is one."""
    token = read_cookie(request, STAFF)
    tenant = g.get("tenant")
    if tenant is None or token is None or len(token) > 200:
        return
    with identity_look_up() as session:
        g.staff = recognise(session, token, tenant_id=tenant.id, active=_by_hand(request))
    if g.staff is not None:
        g.session_hash = secret_hash(token).hex()


def _by_hand(asked: Request) -> bool:
    """Whether a person acted. What a page fetches by itself says so in Sec-Fetch-Mode and keeps nobody signed in."""
    mode = asked.headers.get("Sec-Fetch-Mode", "navigate")
    return mode == "navigate" or asked.method not in ("GET", "HEAD")


def _load(_: Any) -> SignedIn | None:
    staff: Staff | None = g.get("staff")
    return SignedIn(staff) if staff else None


def carry_session(answer: Response, token: str, *, slug: str) -> Response:
    """Give the browser a new session. Whatever it held before is overwritten."""
    write_cookie(answer, STAFF, token, slug=slug)
    return answer


def end_session(answer: Response, *, slug: str) -> Response:
    """Have the browser forget who it was, and everything it kept of these pages."""
    drop_cookie(answer, STAFF, slug=slug)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
