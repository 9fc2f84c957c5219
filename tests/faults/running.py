"""A whole installation running beside the tests: started as a user starts it, so that it can be killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], object], *, seconds: float = 120) -> None:
    """Wait until `true()` is; fails when it never is."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.1)


def alive(pid: int) -> bool:
    """True for a process that runs (not for one that has ended and was not yet waited for)."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(told.stdout.strip()) and not told.stdout.strip().startswith("Z")


class Running:
    """`casework run` on a data folder; with the demo where that is wanted."""

    def __init__(self, folder: Path, *, python: Path = Path(sys.executable), demo: bool = False) -> None:
        self.folder = folder
        self.words = ["run", "--demo"] if demo else ["run"]
        self.python = str(python)
        self.port = free_port()
        self.env = {
            **os.environ,
            "CASEWORK_DATA": str(folder),
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
        }
        self.env.pop("DATABASE_URL", None)
        self._process: subprocess.Popen[str] | None = None

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run another `casework …` on the same folder."""
        order = [self.python, "-m", "casework", *words]
        return subprocess.run(order, env=self.env, capture_output=True, text=True, timeout=90, check=False)

    def start(self, *, worker: bool = True) -> None:
        """Start and wait until it can serve, and until its worker has begun."""
        self.log = (self.folder.parent / "out.log").open("a+")
        order = [self.python, "-m", "casework", *self.words]
        self._process = subprocess.Popen(
            order, env=self.env, stdout=self.log, stderr=self.log, text=True, cwd="/"
        )
        # A run that was killed a moment ago may still answer for half a second.
        until(lambda: self.ours("casework serve") and self.ready(), seconds=120)
        until(lambda: not worker or self.ours("casework worker"), seconds=120)

    def ours(self, word: str) -> bool:
        """True when a process of ours, and not of an earlier run, has `word` in its command."""
        return any(word in command for command in self.family().values())

    def ready(self) -> bool:
        """True when it says of itself that it can serve."""
        assert self._process is not None
        assert self._process.poll() is None, Path(self.log.name).read_text()
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return json.load(answer)["status"] == "ready"
        except (URLError, OSError):
            return False

    def page(self, path: str) -> str:
        """What a visitor reads there; nothing while it is not there."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return str(answer.read().decode())
        except (URLError, OSError):
            return ""

    def family(self) -> dict[int, str]:
        """Every process under ours, by id, with its command."""
        told = subprocess.run(
            ["ps", "-axwwo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
        )
        rows = [line.split(None, 2) for line in told.stdout.splitlines()]
        assert self._process is not None
        found: dict[int, str] = {}
        parents = {self._process.pid}
        while parents:
            under = {int(row[0]): row[2] for row in rows if int(row[1]) in parents}
            found |= under
            parents = set(under)
        return found

    def one(self, word: str) -> int:
        """The process among ours, highest up, whose command holds `word`."""
        return min(pid for pid, command in self.family().items() if word in command)

    def kill(self, pid: int | None = None) -> None:
        """kill -9: of one process, else of the one that runs everything."""
        assert self._process is not None
        os.kill(pid or self._process.pid, signal.SIGKILL)
        if pid is None:
            self._process.wait(10)  # its children may live on for half a second
            self._process = None
            self.log.close()

    def stop(self, word: signal.Signals = signal.SIGTERM) -> int:
        """Stop as asked; the exit code."""
        if self._process is None:
            return 0
        self._process.send_signal(word)
        code = self._process.wait(60)
        self._process = None
        self.log.close()
        return code
