"""A lender's program: a token, a private key, and messages signed with it (RFC 9421)."""

from __future__ import annotations

import base64
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from werkzeug.test import TestResponse

from casework.base.clock import now
from casework.domain.message_signature import digest_of
from casework.services.lenders.tokens import LenderWish, make_lender_token
from casework.services.staff.recognise import Staff
from casework.store.identity import identity_session
from tests.api.programs import BASE, ROOT

PARTS = ("@method", "@path", "content-digest")


@dataclass(frozen=True)
class LenderProgram:
    """Reads and sends for the lender `participant`."""

    app: Flask
    participant: uuid.UUID
    token: str
    key: Ed25519PrivateKey = field(repr=False)

    def get(self, path: str) -> TestResponse:
        """GET an operation."""
        return self.call("GET", path)

    def call(self, method: str, path: str, **more: Any) -> TestResponse:
        """Any method, with the token."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.app.test_client().open(ROOT + path, method=method, base_url=BASE, headers=headers, **more)

    def release(self, lien: object, number: str, on: str, **bent: Any) -> TestResponse:
        """Send a release, signed; `bent` puts other headers or another body in the place of the signed ones."""
        path = f"/lender/liens/{lien}/release"
        body = json.dumps({"number": number, "released_on": on}).encode()
        headers = signed(self.key, "POST", ROOT + path, body, created=bent.pop("created", None))
        sent = bent.pop("body", body)
        headers |= {"Content-Type": "application/json", **bent}
        return self.call("POST", path, data=sent, headers=headers)


def signed(
    key: Ed25519PrivateKey, method: str, path: str, body: bytes, *, created: int | None = None
) -> dict[str, str]:
    """The three headers that sign a message."""
    at = int(now().timestamp()) if created is None else created
    covered = " ".join(f'"{part}"' for part in PARTS)
    told = f"({covered});created={at}"
    values = dict(zip(PARTS, (method, path, digest_of(body)), strict=True))
    lines = [f'"{name}": {value}' for name, value in values.items()]
    text = "\n".join([*lines, f'"@signature-params": {told}'])
    signature = base64.b64encode(key.sign(text.encode())).decode()
    return {
        "Content-Digest": digest_of(body),
        "Signature-Input": f"sig={told}",
        "Signature": f"sig=:{signature}:",
    }


def public_text(key: Ed25519PrivateKey) -> str:
    """The public key as a lender hands it over, in base64."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def make_lender_program(app: Flask, staff: Staff, participant: uuid.UUID) -> LenderProgram:
    """A program with a new key and a token for thirty days."""
    key = Ed25519PrivateKey.generate()
    with app.app_context(), identity_session() as session:
        token = make_lender_token(session, staff, participant, LenderWish("Nightly", public_text(key), 30))
        session.commit()
    return LenderProgram(app, participant, token, key)
