"""The scanner's port: clamd over its socket. Without one, files say that nobody scanned them."""

import socket
import struct
from typing import IO

CLEAN, NOT_SCANNED, INFECTED, WAITING = "clean", "not_scanned", "infected", "waiting"
READABLE = frozenset({CLEAN, NOT_SCANNED})
"""States in which a file is given out: one that waits for the scanner is not."""
_PATIENCE = 20.0
_PIECE = 1 << 16


def scan_file(file: IO[bytes], clamd: str | None) -> str:
    """What the scanner at `clamd` (a socket's path, or host:port) says of `file`; `waiting` when it does not answer."""
    if clamd is None:
        return NOT_SCANNED
    file.seek(0)
    try:
        with _connect(clamd) as line:
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(_PIECE):
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
            answer = _answer(line)
    except OSError:
        return WAITING
    finally:
        file.seek(0)
    if answer.endswith(b"FOUND"):
        return INFECTED
    return CLEAN if answer.endswith(b"OK") else WAITING


def _connect(clamd: str) -> socket.socket:
    host, colon, port = clamd.rpartition(":")
    if colon and port.isdigit():
        return socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(_PATIENCE)
    try:
        line.connect(clamd)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> bytes:
    said = b""
    while not said.endswith(b"\0") and len(said) < 1000:
        piece = line.recv(512)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0\n ")
