"""`casework run`: database, migrations, web server and worker as one. What dies is started again.

Order of stopping: web, worker, database, so that nobody is cut off in the middle of a word.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from urllib.error import URLError
from urllib.request import urlopen

import click

from casework.base.errors import SettingError
from casework.serve import FOLLOW
from casework.settings import Settings
from casework.store.embedded import Embedded
from casework.store.lock import FolderLock
from casework.store.reach import started

_PATIENCE = 15.0
_MOST_RESTARTS = 5
_WITHIN = 60.0


class Child:
    """One process of ours that is started again when it dies, unless it dies too often."""

    def __init__(self, name: str, env: dict[str, str]) -> None:
        self.name = name
        self._env = env
        self._starts: list[float] = []
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a session of its own: a Ctrl-C reaches us alone, and we stop things in order."""
        self._starts.append(time.monotonic())
        order = [sys.executable, "-m", "casework", self.name]
        self._process = subprocess.Popen(
            order, env=self._env, start_new_session=True, stdin=subprocess.DEVNULL
        )

    def revive(self) -> None:
        """Start it again if it has died. Raises SettingError when that happens too often."""
        if self._process is None or self._process.poll() is None:
            return
        recent = [moment for moment in self._starts if time.monotonic() - moment < _WITHIN]
        if len(recent) >= _MOST_RESTARTS:
            raise SettingError(f"{self.name} does not stay up; its last words are above.")
        click.echo(f"{self.name} ended unexpectedly and is started again.", err=True)
        self.start()

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
        self._process = None

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._process.pid if self._process else None


def run(
    settings: Settings, *, prepare: Callable[[Settings], None], greet: Callable[[Settings], None]
) -> None:
    """Run everything until SIGTERM, SIGINT or SIGHUP.

    `prepare` brings the database up to date before anything is served; `greet` tells where to look.
    """
    stopping = threading.Event()
    for word in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(word, lambda _number, _frame: stopping.set())
    with FolderLock(settings.data_dir), _free_port(settings), _database(settings) as (server, placed):
        prepare(placed)
        children = [Child("serve", _environment(settings)), Child("worker", _environment(settings))]
        try:
            for child in children:
                if not stopping.is_set():
                    child.start()
            _wait_until_ready(settings, children[0], stopping)
            if not stopping.is_set():
                greet(placed)
            while not stopping.wait(0.25):
                _revive(server, children)
        finally:
            if stopping.is_set():
                click.echo("\nStopping …")
            for child in children:
                child.stop()


@contextlib.contextmanager
def _database(settings: Settings) -> Iterator[tuple[Embedded | None, Settings]]:
    if settings.database is not None:
        yield None, settings
        return
    with started(settings) as both:
        yield both


def _revive(server: Embedded | None, children: list[Child]) -> None:
    if server is not None and server.died():
        click.echo("The database ended unexpectedly and is started again.", err=True)
        server.start()
    for child in children:
        child.revive()


def _environment(settings: Settings) -> dict[str, str]:
    told = {
        "CASEWORK_DATA": str(settings.data_dir),
        "HOST": settings.host,
        "PORT": str(settings.port),
        FOLLOW: "1",
    }
    if settings.demo:
        told["CASEWORK_DEMO"] = "1"
    return {**os.environ, **told, "PYTHONUNBUFFERED": "1"}


@contextlib.contextmanager
def _free_port(settings: Settings) -> Iterator[None]:
    """Refuse early: the web server would share a taken port in silence, and half the requests go elsewhere."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as taken:
            raise SettingError(
                f"Port {settings.port} of {settings.host} cannot be used ({taken.strerror}). Set PORT to another."
            ) from taken
    yield


def _wait_until_ready(settings: Settings, web: Child, stopping: threading.Event) -> None:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - compared, not bound
    address = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/readyz"
    deadline = time.monotonic() + 60
    while not stopping.wait(0.05):
        web.revive()
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            if time.monotonic() > deadline:
                raise SettingError("The web server does not answer; its last words are above.") from None
