"""`flask.session`: what a browser carries about its visit to one tenant. Signed, never an authority.

It holds the visit's id (forms are bound to it), the language chosen and the news to show next. Who somebody is
stands in the database. The signature names the tenant: carried to another one, it is no visit at all.
"""

import re

from flask import Flask, Request, Response
from flask import request as present
from flask.sessions import SecureCookieSession, SessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeTimedSerializer

from casework.web.cookies import VISIT, drop_cookie, read_cookie, write_cookie
from casework.web.tenancy import SLUG

_SLUG = re.compile(rf"/t/({SLUG})/")
_DAYS = 30


def _slug(request: Request) -> str | None:
    found = _SLUG.match(request.path)
    return found[1] if found else None


def _serializer(app: Flask, slug: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(app.config["SECRET_KEY"], salt=f"casework visit to {slug}")


class VisitInterface(SessionInterface):
    """Keeps one signed cookie per tenant; pages of the installation have none."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The visit of this browser to this tenant, empty when there is none or it was made elsewhere."""
        slug = _slug(request)
        if slug is None:
            return None
        try:
            held = _serializer(app, slug).loads(read_cookie(request, VISIT) or "", max_age=_DAYS * 86_400)
        except BadSignature:
            held = {}
        return SecureCookieSession(held if isinstance(held, dict) else {})

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie when something in it changed."""
        slug = _slug(present)
        if session.accessed:
            response.vary.add("Cookie")
        if slug is None or not session.modified:
            return
        if session:
            write_cookie(response, VISIT, _serializer(app, slug).dumps(dict(session)), slug=slug)
        else:
            drop_cookie(response, VISIT, slug=slug)
