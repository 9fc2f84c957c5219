"""The processes of an installation: the web server, the worker, and the door for mail where there is one."""

import logging
import os
import signal
import sys
import threading

import psycopg
from flask import Flask

from casework.app import create_app
from casework.base.errors import SettingError
from casework.packs import catalog
from casework.settings import Settings
from casework.store.orphan import SUPERVISED, follow_parent
from casework.store.reach import reached
from casework.store.roles import check_logins
from casework.store.self_test import try_session

_WEB = "CASEWORK_WEB"


def serve_web(settings: Settings) -> None:
    """Serve pages and API until SIGTERM or SIGINT."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    _await_word()
    _check_logins(settings)
    server = Server(
        "casework.serve:wsgi",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.web_processes,
        blocking_threads=settings.web_threads,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        websockets=False,
        log_level=LogLevels.warning,
    )
    os.environ[_WEB] = str(os.getpid())
    server.serve()


def wsgi() -> Flask:
    """The application of one web process; Granian calls this in each."""
    # Granian makes processes of its own: each watches the one that made it, so that a kill leaves none behind.
    follow_parent(int(os.environ[_WEB]))
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    return _proved(create_app(reached(Settings.load())))


def work(settings: Settings) -> None:
    """Do what is in the queue until SIGTERM or SIGINT."""
    from casework.jobs.queue import run_worker
    from casework.jobs.seal_ledgers import sealing

    _await_word()
    logging.basicConfig(level=logging.WARNING, format="worker: %(levelname)s %(name)s: %(message)s")
    os.nice(5)  # whoever waits for a page goes first
    placed = reached(settings)
    _check_logins(placed)
    assert placed.database is not None
    with sealing(placed):
        run_worker(_proved(create_app(placed)), placed.database.worker, threads=placed.worker_threads)


def take_mail(settings: Settings) -> None:
    """Take mail by SMTP until SIGTERM or SIGINT. Raises SettingError where the installation takes none."""
    from casework.mail_door import open_mail_door

    if settings.mail_listen is None:
        raise SettingError("Set CASEWORK_MAIL_LISTEN, for example to 127.0.0.1:2525, and CASEWORK_MAIL_IN.")
    _await_word()
    logging.basicConfig(level=logging.WARNING, format="mail: %(levelname)s %(name)s: %(message)s")
    placed = reached(settings)
    _check_logins(placed)
    stopping = threading.Event()
    for word in (signal.SIGTERM, signal.SIGINT):
        signal.signal(word, lambda _number, _frame: stopping.set())
    with open_mail_door(_proved(create_app(placed)), *settings.mail_listen):
        stopping.wait()


def _proved(app: Flask) -> Flask:
    """The same application, once every hook of the enforcement has been seen to fire on its database."""
    try_session(app)
    return app


def _check_logins(settings: Settings) -> None:
    """Refuse to serve with a login that no wall would hold."""
    database = reached(settings).database
    assert database is not None
    with psycopg.connect(database.worker.replace("+psycopg", "")) as conn:
        check_logins(conn, database.prefix)


def _await_word() -> None:
    """Under a supervisor: everything is imported by now; go on when it says that the database is ready."""
    if supervisor := os.environ.get(SUPERVISED):
        follow_parent(int(supervisor))
        catalog()
        if not sys.stdin.readline():
            sys.exit(0)
