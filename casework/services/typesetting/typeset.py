"""Make a PDF from a template and plain data, by a child process that is replaced before it grows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from threading import Lock, Timer
from typing import IO, Any

import casework
from casework.base.errors import CaseworkError
from casework.base.paths import shipped
from casework.base.phrases import phrase

MOST_DOCUMENTS = 200
SECONDS = 30.0
_HANDED_DOWN = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")


class TypesettingFailed(CaseworkError):
    """The document could not be made."""

    status = 503

    def __init__(self) -> None:
        super().__init__(phrase("The document could not be made. Try again, or tell the operator"))


class _Child:
    """One typesetting process; orders go in one at a time."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.made = 0
        self.owner = 0

    def make(self, order: bytes) -> bytes:
        with self.lock:
            process = self._ready()
            watch = Timer(SECONDS, process.kill)
            watch.start()
            try:
                made = _exchange(process, order)
            except OSError:
                made = None
            finally:
                watch.cancel()
            self.made += 1
            if made is None or self.made >= MOST_DOCUMENTS:
                self._end()
        if made is None:
            raise TypesettingFailed
        return made

    def _ready(self) -> subprocess.Popen[bytes]:
        # After a fork the child is the parent's: this process starts its own.
        if self.process is None or self.process.poll() is not None or self.owner != os.getpid():
            self.process, self.made, self.owner = _start(), 0, os.getpid()
        return self.process

    def _end(self) -> None:
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                _close(pipe)


_child = _Child()


def typeset(template: str, told: Mapping[str, Any]) -> bytes:
    """The PDF of the shipped template `documents/<template>.typ` filled with `told` (JSON values)."""
    path = shipped("templates") / "documents" / f"{template}.typ"
    return _child.make(json.dumps({"template": str(path), "told": told}).encode() + b"\n")


def typeset_over(paper: bytes, template: str, told: Mapping[str, Any]) -> bytes:
    """A paper of ours with the first page of a template laid over each of its pages, at their right upper corner."""
    path = shipped("templates") / "documents" / f"{template}.typ"
    order = {"template": str(path), "told": told, "under": b64encode(paper).decode("ascii")}
    return _child.make(json.dumps(order).encode() + b"\n")


def stop_typesetting() -> None:
    """End the child now; the next document starts a new one."""
    with _child.lock:
        _child._end()


def _start() -> subprocess.Popen[bytes]:
    code = str(Path(casework.__file__).resolve().parent.parent)
    surroundings = {name: os.environ[name] for name in _HANDED_DOWN if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "casework.services.typesetting.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**surroundings, "PYTHONPATH": code},
    )


def _exchange(process: subprocess.Popen[bytes], order: bytes) -> bytes | None:
    """Send an order and read its answer; None when the child failed or went away."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(order)
    process.stdin.flush()
    head = process.stdout.readline().split()
    if len(head) != 2:
        return None
    made = process.stdout.read(int(head[1]))
    return made if head[0] == b"0" and len(made) == int(head[1]) else None


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        try:
            pipe.close()
        except OSError:
            return
