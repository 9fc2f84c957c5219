"""One question to a server outside: resolved once, judged, and connected to just there; no redirect is followed.

Who owns the name cannot turn the connection to our own network, because the address that was judged is the one that is
connected to. How long and how much it may answer is limited as a whole, not by the packet.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from urllib.parse import urlencode

from casework.base.errors import CaseworkError
from casework.base.values import Value, field
from casework.domain.outside import Outside, may_connect

SECONDS = 10.0
"""From the connection to the last byte."""
MOST_BYTES = 1024 * 1024
_CONNECT_SECONDS = 5.0
_AGENT = "Casework (Open311 GeoReport v2)"
Resolve = Callable[[str, int], list[str]]


class NotReached(CaseworkError):
    """Nothing was sent: no connection came about."""

    status = 502


class NoAnswer(CaseworkError):
    """It was sent, or may have been; whether it arrived is not known."""

    status = 504


class Question(Value):
    """What is asked: a form makes it a POST."""

    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: tuple[tuple[str, str], ...] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Answer(Value):
    """What came back, whole."""

    status: int
    body: bytes


def resolved(host: str, port: int) -> list[str]:
    """The IP addresses of a name. Raises NotReached for one that has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotReached from None
    return [str(one[4][0]) for one in found]


def ask(
    outside: Outside,
    question: Question,
    *,
    loopback: bool = False,
    seconds: float = SECONDS,
    resolve: Resolve = resolved,
) -> Answer:
    """The answer. Raises NotReached, NoAnswer."""
    numbers = resolve(outside.host, outside.port)
    # One number of ours among them is one too many: the name is not what it says.
    if not numbers or not all(may_connect(number, loopback=loopback) for number in numbers):
        raise NotReached
    connection = _Pinned(outside, numbers[0], _CONNECT_SECONDS)
    end = Timer(seconds, connection.cut)
    end.daemon = True
    end.start()
    try:
        with closing(connection):
            return _spoken(connection, outside, question)
    finally:
        end.cancel()


class _Pinned(HTTPConnection):
    """A connection to one number, for the name that stands in the address and in the certificate."""

    def __init__(self, outside: Outside, number: str, timeout: float) -> None:
        super().__init__(outside.host, outside.port, timeout=timeout)
        self._outside, self._number = outside, number

    def connect(self) -> None:
        """Connect to the number, and prove the name."""
        self.sock = socket.create_connection((self._number, self._outside.port), self.timeout)
        if self._outside.scheme == "https":
            proven = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self._outside.host, do_handshake_on_connect=False
            )
            self.sock = proven
            proven.do_handshake()

    def cut(self) -> None:
        """End it from another thread: whoever drips is cut off, however steadily."""
        with suppress(OSError):  # it may have ended by itself
            if self.sock is not None:
                self.sock.shutdown(socket.SHUT_RDWR)


def _spoken(connection: _Pinned, outside: Outside, question: Question) -> Answer:
    try:
        connection.connect()
    except OSError:
        raise NotReached from None
    try:
        _send(connection, outside, question)
        answer = connection.getresponse()
        return Answer(answer.status, _read(answer))
    except (OSError, HTTPException, ValueError):
        raise NoAnswer from None


def _send(connection: _Pinned, outside: Outside, question: Question) -> None:
    query = f"?{urlencode(question.query)}" if question.query else ""
    headers = {"User-Agent": _AGENT, "Accept-Encoding": "identity", "Connection": "close", **question.headers}
    body = None if question.form is None else urlencode(question.form).encode()
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    method = "GET" if body is None else "POST"
    connection.request(method, f"{outside.path}/{question.path}{query}", body=body, headers=headers)


def _read(answer: HTTPResponse) -> bytes:
    body = answer.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise NoAnswer
    if answer.length:  # it promised more than came
        raise NoAnswer
    return body
