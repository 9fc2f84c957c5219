"""Every failure as a page that says what to do, or as a problem document (RFC 9457) under /api/."""

import logging
import re
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g, render_template, request, url_for
from flask.sansio.app import App
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from jinja2 import TemplateNotFound
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from casework.base.errors import CaseworkError, InvalidInput, KeyMissing
from casework.base.ids import new_secret
from casework.services.staff.present import NotSignedIn
from casework.services.staff.throttle import TooManyTries
from casework.web.go import go
from casework.web.guards import FreshSignInNeeded
from casework.web.problem import problem
from casework.web.tenancy import own_host
from casework.web.words import refusal_text, speak, told

log = logging.getLogger("casework.web")
MOST_WORDS = 1024 * 1024
_LIMITS = {
    "40001": "two transactions met (serialization)",
    "40P01": "two transactions waited for each other (deadlock)",
    "55P03": "waited too long for a lock that another transaction holds (lock_timeout)",
    "57014": "the statement took too long (statement_timeout)",
    "57P01": "the database was stopped",
    "57P03": "the database is starting",
    "53300": "the database takes no more connections (max_connections)",
    "25P03": "the transaction was idle for too long (idle_in_transaction_session_timeout)",
}
_RETRY = ("40001", "40P01", "55P03", "57014")
"""SQLSTATEs of work that would succeed if tried again."""
_PROTOCOLS = "casework.protocols"


def install_errors(app: Flask) -> None:
    """Answer for every error of `app`."""
    app.before_request(_name_request)
    app.after_request(_tell_name)
    app.register_error_handler(CaseworkError, _casework)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(PoolTimeout, _busy)
    app.register_error_handler(UnicodeError, _unreadable)


def _name_request() -> None:
    g.request_id = new_secret(72)


def check_text() -> None:
    """Refuse more words than any form has, and NUL, which no column takes. Runs once the reader was let in."""
    if request.mimetype != "multipart/form-data":
        # What is no upload is read whole into memory; a door may have set less.
        request.max_content_length = min(request.max_content_length or MOST_WORDS, MOST_WORDS)
    values = [*request.args.values(), *request.form.values(), *map(str, (request.view_args or {}).values())]
    if any("\x00" in value or "\ufffd" in value for value in [*values, request.path]):
        raise Unreadable


def _tell_name(answer: Response) -> Response:
    if "request_id" in g:
        answer.headers["X-Request-Id"] = g.request_id
    return answer


class Unreadable(CaseworkError):
    """Bytes that stand for no text."""

    status = 400

    def __init__(self) -> None:
        super().__init__(
            _l("Something sent holds characters that stand for no text. Take them out and send it again.")
        )


def told_by_protocol(app: App, paths: re.Pattern[str], tell: Callable[[int, str], Response]) -> None:
    """Let `tell` write every failure under `paths`, even one that no route or view has part in."""
    app.extensions.setdefault(_PROTOCOLS, []).append((paths, tell))


def answer_with(status: int, message: str = "", **more: Any) -> Response:
    """The page of `status`, or what a program is told: the problem document, or its protocol's form of it."""
    if request.path.startswith("/api/"):
        return problem(status, message, **more)
    for paths, tell in current_app.extensions.get(_PROTOCOLS, ()):
        if paths.match(request.path):
            answered: Response = tell(status, message)
            return answered
    answer = Response(_page(status, message, more.get("errors")), mimetype="text/html")
    answer.status_code = status
    return answer


def _page(status: int, message: str, errors: dict[str, str] | None) -> str:
    told = {"message": message, "request_id": g.get("request_id"), "errors": errors or {}}
    if status == 403 and g.get("emergency_url"):
        told["emergency_url"] = g.emergency_url
    if status == 404 and g.get("why_url"):
        told["why_url"] = g.why_url
    if status == 401 and g.get("tenant") is not None:
        known = g.get("staff") is not None
        told["back_url"] = url_for("auth.confirm_page" if known else "auth.sign_in_page")
        told["back_label"] = _("Enter your password") if known else _("Sign in")
    try:
        return render_template(f"errors/{status}.html", **told)
    except TemplateNotFound:
        return render_template("errors/400.html" if status < 500 else "errors/500.html", **told)


def _casework(error: CaseworkError) -> Response:
    if isinstance(error, NotSignedIn | FreshSignInNeeded) and not request.path.startswith("/api/"):
        door = _to_the_door(error)
        if door:
            return door
    if error.status >= 500:
        log.error("request %s: %s", g.get("request_id"), type(error).__name__, exc_info=error)
    more: dict[str, Any] = {}
    if isinstance(error, InvalidInput):
        more["errors"] = told(error)
    code = getattr(error, "code", None)
    if code is not None:
        more["code"] = code
    answer = answer_with(error.status, _sentence(error), **more)
    if isinstance(error, TooManyTries):
        answer.headers["Retry-After"] = str(error.retry_after)
    answer.headers.update(error.headers)
    return answer


def _sentence(error: CaseworkError) -> str:
    """What the reader is told. Our own faults say nothing; whoever is nobody is told about doors or tokens."""
    if isinstance(error, KeyMissing):
        return speak(KeyMissing.usual)
    if error.status >= 500 or (isinstance(error, NotSignedIn) and request.path.startswith("/api/")):
        return ""
    # A program finds the code beside the sentence, a reader in it.
    return speak(error.said) if request.path.startswith("/api/") else refusal_text(error)


def _to_the_door(error: CaseworkError) -> Response | None:
    """Whoever only looked is led to sign in and comes back; a change that was sent is never sent again for them."""
    if request.method not in ("GET", "HEAD") or g.get("tenant") is None:
        return None
    endpoint = "auth.confirm_page" if isinstance(error, FreshSignInNeeded) else "auth.sign_in_page"
    back = request.full_path.removesuffix("?")
    if own_host():
        back = back.removeprefix(f"/t/{g.tenant.slug}")
    return go(url_for(endpoint, next=back))


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()  # type: ignore[return-value]  # redirects made by the router
    answer = answer_with(status)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            answer.headers[name] = value
    return answer


def _database(error: DBAPIError) -> Response:
    """Values that no column takes are the sender's to mend; a lost or busy database is ours."""
    state = getattr(error.orig, "sqlstate", None) or ""
    if isinstance(error, DataError):
        return _unreadable(error)
    if isinstance(error, OperationalError) or error.connection_invalidated or state in _RETRY:
        return _busy(error)
    raise error


def _busy(error: Exception) -> Response:
    log.warning("request %s: %s: %s", g.get("request_id"), type(error).__name__, _what_happened(error))
    answer = answer_with(503)
    answer.headers["Retry-After"] = "5"
    return answer


def _what_happened(error: Exception) -> str:
    """For the operator: which limit was reached. Never the statement, and never its values."""
    if isinstance(error, PoolTimeout):
        return (
            "every connection of the pool was in use (CASEWORK_WEB_THREADS; a page may be waiting for a lock)"
        )
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    return _LIMITS.get(state or "", f"SQLSTATE {state}" if state else "no connection to the database")


def _unreadable(error: Exception) -> Response:
    log.info("request %s: %s", g.get("request_id"), type(error).__name__)
    return answer_with(400, speak(Unreadable().said))
