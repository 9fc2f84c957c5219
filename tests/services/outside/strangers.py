"""A real server on this machine that answers as it is told: rightly, wrongly, slowly, or not at all."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Reply = Callable[[socket.socket], None]


@dataclass
class Stranger:
    """The server: how it answers the next questions, and what it was asked."""

    port: int
    replies: list[Reply] = field(default_factory=list)
    asked: list[bytes] = field(default_factory=list)


def says(body: str, status: str = "200 OK", *more: str) -> Reply:
    """An answer, whole."""
    sent = body.encode()
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(sent)}", "Content-Type: text/xml", *more]

    def reply(there: socket.socket) -> None:
        there.sendall("\r\n".join([*head, "", ""]).encode() + sent)

    return reply


def drips(there: socket.socket) -> None:
    """A byte now and then, for ever."""
    while True:
        there.sendall(b"H")
        time.sleep(0.02)


def hangs_up(there: socket.socket) -> None:
    """No answer at all."""


@contextmanager
def stranger() -> Iterator[Stranger]:
    """One that runs."""
    with socket.create_server(("127.0.0.1", 0)) as ear:
        told = Stranger(ear.getsockname()[1])
        threading.Thread(target=_serve, args=(ear, told), daemon=True).start()
        yield told
        ear.shutdown(socket.SHUT_RDWR)


def _serve(ear: socket.socket, told: Stranger) -> None:
    while True:
        try:
            there, _ = ear.accept()
        except OSError:
            return
        with there:
            told.asked.append(_question(there))
            try:
                told.replies.pop(0)(there)
            except OSError:  # whoever asked has gone
                continue


def _question(there: socket.socket) -> bytes:
    there.settimeout(5)
    got = b""
    while b"\r\n\r\n" not in got and (more := there.recv(65536)):
        got += more
    head, _, body = got.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if b"content-length" in line.lower()), 0
    )
    while len(body) < length and (more := there.recv(65536)):
        body += more
    return head + b"\r\n\r\n" + body
