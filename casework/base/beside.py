"""A check made in a copy of this process, so that the process itself can go on meanwhile."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

Check = Callable[[], object]
Verdict = Callable[[], None]
"""Waits for the end of a check, and raises what it raised."""


def at_once(check: Check) -> Verdict:
    """Make the check here and now."""
    check()
    return lambda: None


def beside(check: Check) -> Verdict:
    """Begin the check in a copy of this process; where processes are not copied, make it at once.

    What fails in the copy is checked once more here, where its error belongs.
    """
    if sys.platform != "linux":
        return at_once(check)
    copy = os.fork()
    if not copy:
        _say(check)

    def verdict() -> None:
        _, told = os.waitpid(copy, 0)
        if os.waitstatus_to_exitcode(told):
            check()

    return verdict


def _say(check: Check) -> NoReturn:
    ended = 1
    with suppress(BaseException):
        check()
        ended = 0
    os._exit(ended)  # nothing of the process that was copied may end with it
