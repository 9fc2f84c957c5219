"""A body that no view read is read and thrown away before the answer leaves: else the line is cut while it is sent.

Browsers send all of a form before they look at what comes back. A server that answers a body it did not read closes
the connection, and the reader sees “connection reset” instead of the page that says what was too large.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from time import monotonic
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

MOST = 1024 * 1024 * 1024
LONGEST = 120.0
"""Seconds. Beyond either the connection is closed: whoever sends that much does not wait for a page."""
_PIECE = 256 * 1024


class Counted:
    """A body that knows how much of it was read."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self.read_so_far = 0

    def read(self, size: int = -1, /) -> bytes:
        """As the body's own."""
        return self._count(self._body.read(size))

    def readline(self, *size: int) -> bytes:
        """As the body's own."""
        return self._count(self._body.readline(*size))

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _count(self, piece: bytes) -> bytes:
        self.read_so_far += len(piece)
        return piece


class Drained:
    """An application that leaves nothing of a request unread."""

    def __init__(self, inner: WSGIApplication) -> None:
        self.inner = inner

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"] = Counted(environ["wsgi.input"])
        answer = self.inner(environ, start)
        with suppress(OSError):  # whoever has gone needs no answer
            drain(body, announced(environ))
        return answer


def announced(environ: WSGIEnvironment) -> int:
    """How much may have been sent: the length told, `MOST` for a body in chunks, 0 for none or one not yet sent."""
    if environ.get("HTTP_EXPECT"):
        return 0  # waits to be asked for it
    length = environ.get("CONTENT_LENGTH", "")
    if length.isascii() and length.isdigit() and len(length) < 19:
        return int(length)
    in_chunks = environ.get("HTTP_TRANSFER_ENCODING") and environ.get("wsgi.input_terminated")
    return MOST if in_chunks else 0


def drain(body: Counted, length: int) -> None:
    """Read what is left of a body, within reason."""
    until = monotonic() + LONGEST
    while body.read_so_far < min(length, MOST) and monotonic() < until:
        if not body.read(min(_PIECE, length - body.read_so_far)):
            return


def install_drain(app: Flask) -> None:
    """Leave nothing unread. Call when everything else that wraps the application is in place."""
    app.wsgi_app = Drained(app.wsgi_app)  # type: ignore[assignment,method-assign]  # the way Flask documents
