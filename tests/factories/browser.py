"""A browser for tests below Chromium: keeps cookies, finds the form's token, signs in."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories.tenants import PASSWORD, MadeTenant, MadeUser

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
BASE = "http://127.0.0.1:8000"


class Browser:
    """One reader's browser at one tenant."""

    def __init__(self, app: Flask, tenant: MadeTenant) -> None:
        self.client: FlaskClient = app.test_client()
        self.tenant = tenant
        self.home = "" if tenant.host else f"/t/{tenant.slug}"
        self.base = f"http://{tenant.host}" if tenant.host else BASE
        self._given: dict[str, str] = {}

    def get(self, path: str, **more: Any) -> TestResponse:
        """GET a path under the tenant (`/desk/`), or an address that begins with /t/."""
        return self.client.get(self._at(path), base_url=more.pop("base_url", self.base), **more)

    def post(self, path: str, data: Any = None, *, form: str | None = None, **more: Any) -> TestResponse:
        """POST with the token that this sign-in was given, else the one of the page at `form` (else of `path`)."""
        visit = self._visit()
        token = self._given.get(visit) or self.token(form or path)
        if visit == self._visit() != "":
            self._given[visit] = token
        data = {**(data or {}), "csrf_token": token}
        return self.client.post(self._at(path), data=data, base_url=more.pop("base_url", self.base), **more)

    def token(self, path: str) -> str:
        """The token on the form at `path`."""
        page = self.get(path).get_data(as_text=True)
        found = TOKEN.search(page)
        assert found, f"no form at {path}: {page[:300]}"
        return found[1]

    def sign_in(self, user: MadeUser, password: str = PASSWORD, **more: Any) -> TestResponse:
        """Sign in; the answer is the redirect or the page that says no."""
        return self.post("/sign-in", {"email": user.email, "password": password}, **more)

    def _visit(self) -> str:
        """What the token is bound to while somebody is signed in; nothing for a guest."""
        where = urlsplit(self.base).hostname or ""
        staff = self.client.get_cookie("casework-staff", domain=where, path=self.home + "/")
        return staff.value if staff is not None else ""

    def _at(self, path: str) -> str:
        return path if path.startswith("/t/") else self.home + path
