"""A process that the supervisor starts, revives and stops."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping

import click

from casework.base.errors import SettingError

_PATIENCE = 15.0
_MOST_STARTS = 5
"""Of a child that has never been of use: after as many it is told, not tried again."""
_STEADY = 60.0
"""Seconds after which an end is a new misfortune, not the same one again."""
_LONGEST_PAUSE = 15.0


class Child:
    """`casework <words>` in a session of its own: a Ctrl-C reaches the supervisor alone, which stops things in order.

    It is started early, imports what it needs, and waits on its input for the word to go on.
    """

    def __init__(self, *words: str, env: Mapping[str, str]) -> None:
        self.name = words[0]
        self._words = words
        self._env = env
        self._useful = False
        self._failed = 0
        self._started = 0.0
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it; it waits for `go`."""
        self._started = time.monotonic()
        order = [sys.executable, "-m", "casework", *self._words]
        self._process = subprocess.Popen(
            order, env=self._env, start_new_session=True, stdin=subprocess.PIPE, text=True
        )

    def go(self) -> None:
        """Let it go on."""
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.write("go\n")
                self._process.stdin.flush()

    def ended(self) -> bool:
        """True when it was started and has ended."""
        return self._process is not None and self._process.poll() is not None

    def served(self) -> None:
        """Note that it has been of use: what is started is right, so whatever ends it from now on will pass."""
        self._useful = True

    def revive(self) -> None:
        """Start it again if it has died; after the second time in a row a little later each time.

        Raises SettingError when it dies again and again before it was ever of use.
        """
        if not self.ended():
            return
        if time.monotonic() - self._started > _STEADY:
            self._failed = 0
        if not self._useful and self._failed + 1 >= _MOST_STARTS:
            raise SettingError(f"{self.name} does not stay up; its last words are above.")
        if self._useful and time.monotonic() - self._started < self._pause():
            return
        self._failed += 1
        click.echo(f"{self.name} ended unexpectedly and is started again.", err=True)
        self._close()
        self.start()
        self.go()

    def _pause(self) -> float:
        return min(2.0 ** (self._failed - 1), _LONGEST_PAUSE) if self._failed else 0.0

    def stop(self) -> None:
        """Ask it to finish what it is doing; after a while insist."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._close()

    def _close(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process = None
