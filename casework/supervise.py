"""`casework run`: database, migrations, web server, door for mail and worker as one. What dies is started again.

Order of stopping: web, mail, worker, database, so that nobody is cut off in the middle of a word.
"""

import contextlib
import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from casework.base.errors import SettingError
from casework.child import Child
from casework.settings import Settings
from casework.store.lock import FolderLock
from casework.store.orphan import SUPERVISED

if TYPE_CHECKING:
    from casework.store.embedded import Embedded

_PORT_PATIENCE = 5.0


def run(
    settings: Settings,
    *,
    prepare: Callable[[Settings], None],
    greet: Callable[[Settings], None],
    errand: tuple[str, ...],
    wanted: Callable[[Settings], bool],
) -> None:
    """Run everything until SIGTERM, SIGINT or SIGHUP.

    `prepare` brings the database up to date before anything is served; `errand` is a command that runs once when
    pages are served already, where it is `wanted`; `greet` tells where to look.
    """
    stopping = threading.Event()
    for word in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(word, lambda _number, _frame: stopping.set())
    env = _environment(settings)
    web, once = Child("serve", env=env), Child(*errand, env=env)
    others = [Child("mail", "listen", env=env)] if settings.mail_listen else []
    others.append(Child("worker", env=env))
    with (
        FolderLock(settings.data_dir),
        _free_port(settings, stopping),
        _begun(web),  # it makes its application while the database starts
        _database(settings) as (server, placed),
        _stopping(once, web, *others),
    ):
        prepare(placed)
        web.go()
        _wait_until_ready(settings, web, stopping)
        web.served()
        if not stopping.is_set() and wanted(placed):
            click.echo(f"Casework answers at {settings.base_url}; the last preparations take a moment …")
            _run_once(once, lambda: _revive(server, [web]), stopping)
        if not stopping.is_set():
            _begin(others)
            greet(placed)
        while not stopping.wait(0.25):
            _revive(server, [web, *others])
        click.echo("\nStopping …")


def _begin(children: list[Child]) -> None:
    """Start what stands beside a web server that is up: whatever ends one of them from now on will pass."""
    for child in children:
        child.start()
        child.go()
        child.served()


def _run_once(errand: Child, meanwhile: Callable[[], None], stopping: threading.Event) -> None:
    errand.start()
    errand.go()
    while not errand.ended() and not stopping.wait(0.05):
        meanwhile()


@contextlib.contextmanager
def _begun(child: Child) -> Iterator[None]:
    with _stopping(child):
        child.start()
        yield


@contextlib.contextmanager
def _stopping(*children: Child) -> Iterator[None]:
    try:
        yield
    finally:
        for child in children:
            child.stop()


@contextlib.contextmanager
def _database(settings: Settings) -> Iterator[tuple["Embedded | None", Settings]]:
    # Here, so that the web server, which has most to import, need not wait for this.
    from casework.store.reach import started

    if settings.database is not None:
        yield None, settings
        return
    with started(settings) as both:
        yield both


def _revive(server: "Embedded | None", children: list[Child]) -> None:
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
        SUPERVISED: str(os.getpid()),
    }
    if settings.demo:
        told["CASEWORK_DEMO"] = "1"
    return {**os.environ, **told, "PYTHONUNBUFFERED": "1"}


@contextlib.contextmanager
def _free_port(settings: Settings, stopping: threading.Event) -> Iterator[None]:
    """Refuse early: the web server would share a taken port in silence, and half the requests go elsewhere.

    The web server of a run that was killed a moment ago needs half a second to notice.
    """
    deadline = time.monotonic() + _PORT_PATIENCE
    while (taken := _taken(settings)) and not stopping.wait(0.1):
        if time.monotonic() > deadline:
            raise SettingError(
                f"Port {settings.port} of {settings.host} can't be used ({taken}). Set PORT to another."
            )
    yield


def _taken(settings: Settings) -> str | None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as refused:
            return refused.strerror
    return None


def _wait_until_ready(settings: Settings, web: Child, stopping: threading.Event) -> None:
    deadline = time.monotonic() + 60
    while not stopping.wait(0.05):
        web.revive()
        if _ready(settings):
            return
        if time.monotonic() > deadline:
            raise SettingError("The web server does not answer; its last words are above.")


def _ready(settings: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - compared, not bound
    asked = http.client.HTTPConnection(host, settings.port, timeout=5)
    try:
        asked.request("GET", "/readyz")
        return asked.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()
