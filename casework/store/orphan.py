"""Ending what a killed run left behind, and ending with the one who started us."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from casework.base.errors import SettingError

_PR_SET_PDEATHSIG = 1
SUPERVISED = "CASEWORK_SUPERVISED"
"""In the environment of a process that a supervisor started: the supervisor's process id."""


def die_with_parent() -> None:
    """Make the kernel end this process when the one that started it ends (Linux; elsewhere nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


def follow_parent(parent: int, every: float = 0.5) -> None:
    """Watch the process that started us, known by its id, and end like after SIGTERM when it is gone.

    It may be gone already: so the id is told, not asked. A pipe or a kernel signal would not reach the children that
    a web server makes for itself.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(every)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(10)
        os._exit(1)

    threading.Thread(target=watch, name="follow-parent", daemon=True).start()


def stop_server(files: Path) -> None:
    """Stop the database server that still runs on these files. Call only while holding the folder's lock."""
    pid = _recorded(files)
    if pid is None or not _is_server_of(pid, files):
        return
    for word, patience in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 20.0)):
        os.kill(pid, word)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not _is_server_of(pid, files):
                return
            time.sleep(0.05)
    raise SettingError(f"An older database server (process {pid}) does not stop. End it and start again.")


def _recorded(files: Path) -> int | None:
    try:
        return int((files / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _is_server_of(pid: int, files: Path) -> bool:
    """True for a PostgreSQL server on these files; ids are reused, so the id alone proves nothing."""
    if sys.platform == "linux":
        try:
            program, folder = os.readlink(f"/proc/{pid}/exe"), os.readlink(f"/proc/{pid}/cwd")
        except OSError:
            return False
        return Path(program.removesuffix(" (deleted)")).name == "postgres" and folder == str(files)
    told = subprocess.run(
        ["/bin/ps", "-p", str(pid), "-o", "args="], capture_output=True, text=True, check=False
    )
    return "postgres" in told.stdout and str(files) in told.stdout
