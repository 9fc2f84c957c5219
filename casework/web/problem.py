"""Problem documents (RFC 9457): how a program is told what went wrong."""

from http import HTTPStatus
from typing import Any

from flask import Response, g, jsonify, request
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

MEDIA_TYPE = "application/problem+json"
_SAID = {
    401: _l("Send a token that works: Authorization: Bearer cw_… It may be unknown, ended or expired."),
    404: _l("There is nothing at this address."),
    405: _l("This address doesn’t take this method. Allow names those it takes."),
    413: _l("This is too large. Send less at once."),
    503: _l("This can’t be done just now. Try again after Retry-After seconds."),
}


def problem(status: int, detail: str = "", **more: Any) -> Response:
    """The problem document of `status`. `detail` says what to do; `code` and `errors` are for the program."""
    named = HTTPStatus(status).phrase if status in list(HTTPStatus) else "Error"
    told = {
        "type": "about:blank",
        "title": named,
        "status": status,
        "detail": detail or str(_SAID.get(status, "")),
        "instance": request.path,
        "request_id": g.get("request_id"),
        **more,
    }
    answer = jsonify({name: value for name, value in told.items() if value not in ("", None)})
    answer.mimetype = MEDIA_TYPE
    answer.content_language.add(str(get_locale() or "en"))
    answer.vary.add("Accept-Language")
    answer.status_code = status
    if status == HTTPStatus.UNAUTHORIZED:
        sent = ', error="invalid_token"' if "Authorization" in request.headers else ""
        answer.headers["WWW-Authenticate"] = f'Bearer realm="casework"{sent}'
    return answer
