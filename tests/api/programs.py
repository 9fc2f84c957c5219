"""A program in another office's cellar: a token, and calls to the API with it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from casework.base.clock import now
from casework.base.ids import new_id, new_secret, secret_hash
from casework.models.identity import ApiToken
from casework.store.identity import identity_session
from tests.factories.tenants import MadeUser

BASE = "http://127.0.0.1:8000"
ROOT = "/api/v1"


@dataclass(frozen=True)
class Program:
    """Acts for `user` with `token`."""

    app: Flask
    user: MadeUser
    token: str

    def get(self, path: str, **more: Any) -> TestResponse:
        """GET an operation."""
        return self.call("GET", path, **more)

    def post(
        self, path: str, body: Any, *, key: str | None = None, match: object = None, **more: Any
    ) -> TestResponse:
        """POST JSON, with Idempotency-Key and If-Match where given."""
        headers = {} if key is None else {"Idempotency-Key": key}
        if match is not None:
            headers["If-Match"] = match if isinstance(match, str) else f'"{match}"'
        return self.call("POST", path, json=body, headers={**headers, **more.pop("headers", {})}, **more)

    def call(self, method: str, path: str, **more: Any) -> TestResponse:
        """Any method, with the token."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        path = path if path.startswith("/api/") else ROOT + path
        return self.app.test_client().open(path, method=method, base_url=BASE, headers=headers, **more)


def make_program(app: Flask, user: MadeUser, purpose: str, permissions: tuple[str, ...]) -> Program:
    """A token put straight into the table: also one that the desk would not give."""
    row, secret = new_id(), new_secret(256)
    held = ApiToken(
        tenant_id=user.tenant.id,
        id=row,
        user_id=user.id,
        name="test",
        secret_hash=secret_hash(secret),
        permissions=sorted(permissions),
        purpose=purpose,
        expires_at=now() + timedelta(days=30),
    )
    with app.app_context(), identity_session() as session:
        session.add(held)
        session.commit()
    return Program(app, user, f"cw_{user.tenant.id}_{row.hex}_{secret}")
