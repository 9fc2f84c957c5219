"""Signatures of HTTP messages (RFC 9421), in the one profile taken here: method, path and digest of the body, Ed25519.

`Signature-Input: sig=("@method" "@path" "content-digest");created=1795000000` and `Signature: sig=:<base64>:` beside
`Content-Digest: sha-256=:<base64>:` (RFC 9530).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re

from casework.base.errors import Refused
from casework.base.phrases import phrase
from casework.base.values import Value

COVERED = frozenset({"@method", "@path", "content-digest"})
ALGORITHM = "ed25519"
MOST_SECONDS = 300
"""How far the time of signing may be from ours, to either side."""
_INPUT = re.compile(
    r'([a-z][a-z0-9_-]{0,31})=(\((("[a-z@-]+")( "[a-z@-]+")*)\)((;[a-z]+=([0-9]{1,12}|"[^"\\]{0,128}"))*))'
)
_PARAMETER = re.compile(r';([a-z]+)=(?:([0-9]{1,12})|"([^"\\]{0,128})")')
_BYTES = re.compile(r"([a-z0-9_-]{1,32})=:([A-Za-z0-9+/=]{1,200}):")


class NotSigned(Refused):
    """A message whose signature is missing or does not stand for it."""

    status = 403


class HttpMessage(Value):
    """What was sent, with the three headers that sign it."""

    method: str
    path: str
    body: bytes
    digest: str
    told: str
    signature: str


class Signed(Value):
    """The text that a signature stands for, the signature, and when it was made (seconds since 1970)."""

    text: str
    signature: bytes
    created: int


def read_signature(message: HttpMessage) -> Signed:
    """What has to be verified. Raises NotSigned MESSAGE_UNSIGNED, MESSAGE_DIGEST."""
    told, given = _INPUT.fullmatch(message.told.strip()), _BYTES.fullmatch(message.signature.strip())
    if told is None or given is None or told[1] != given[1]:
        raise _unsigned()
    names = re.findall(r'"([^"]+)"', told[3])
    parameters = {name: number or word for name, number, word in _PARAMETER.findall(told[6])}
    if len(names) != len(set(names)) or set(names) != COVERED or not parameters.get("created", "").isdigit():
        raise _unsigned()
    if parameters.get("alg", ALGORITHM) != ALGORITHM:
        raise _unsigned()
    if not _is_digest_of(message.body, message.digest):
        said = phrase("Content-Digest does not fit the body. Send the bytes that you signed.")
        raise NotSigned("MESSAGE_DIGEST", said)
    values = {"@method": message.method, "@path": message.path, "content-digest": message.digest.strip()}
    lines = [f'"{name}": {values[name]}' for name in names]
    text = "\n".join([*lines, f'"@signature-params": {told[2]}'])
    return Signed(text, _decoded(given[2]), int(parameters["created"]))


def digest_of(body: bytes) -> str:
    """The Content-Digest of a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def is_timely(signed: Signed, at: float) -> bool:
    """Whether it was signed just now: an old message is not sent again by somebody else."""
    return abs(at - signed.created) <= MOST_SECONDS


def _is_digest_of(body: bytes, told: str) -> bool:
    return hmac.compare_digest(told.strip().encode(), digest_of(body).encode())


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise _unsigned() from None


def _unsigned() -> NotSigned:
    said = phrase("Sign the message: Content-Digest, Signature-Input and Signature, as the description says.")
    return NotSigned("MESSAGE_UNSIGNED", said)
