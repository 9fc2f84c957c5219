"""The processes of an installation: the web server, the worker, and the door for mail where there is one."""

import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
from functools import cache

import psycopg
from flask import Flask

from casework.app import create_app
from casework.base.beside import beside
from casework.base.errors import SettingError
from casework.packs import sound_catalog
from casework.settings import Settings
from casework.store.orphan import SUPERVISED, follow_parent
from casework.store.reach import placed, reached
from casework.store.roles import check_logins
from casework.store.self_test import try_session

_WEB = "CASEWORK_WEB"


def serve_web(settings: Settings) -> None:
    """Serve pages and API until SIGTERM or SIGINT."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    if sys.platform == "linux":
        # Each web process is a copy of this one, with the application that it has made while the database started.
        multiprocessing.set_start_method("fork", force=True)
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
    return _proved(_application())


def work(settings: Settings) -> None:
    """Do what is in the queue until SIGTERM or SIGINT."""
    from casework.jobs.queue import run_worker
    from casework.jobs.seal_ledgers import sealing

    _await_word()
    logging.basicConfig(level=logging.WARNING, format="worker: %(levelname)s %(name)s: %(message)s")
    os.nice(5)  # whoever waits for a page goes first
    here = reached(settings)
    _check_logins(here)
    assert here.database is not None
    with sealing(here):
        run_worker(_proved(_application()), here.database.worker, threads=here.worker_threads)


def take_mail(settings: Settings) -> None:
    """Take mail by SMTP until SIGTERM or SIGINT. Raises SettingError where the installation takes none."""
    from casework.mail_door import open_mail_door

    if settings.mail_listen is None:
        raise SettingError("Set CASEWORK_MAIL_LISTEN, for example to 127.0.0.1:2525, and CASEWORK_MAIL_IN.")
    _await_word()
    logging.basicConfig(level=logging.WARNING, format="mail: %(levelname)s %(name)s: %(message)s")
    _check_logins(settings)
    stopping = threading.Event()
    for word in (signal.SIGTERM, signal.SIGINT):
        signal.signal(word, lambda _number, _frame: stopping.set())
    with open_mail_door(_proved(_application()), *settings.mail_listen):
        stopping.wait()


@cache
def _application() -> Flask:
    """The application of this process, and of those that it forks; connected to nothing yet."""
    app = create_app(placed(Settings.load()), trying=beside)
    # All of this stays for good: the collector need not go through it again, nor copy its pages after a fork.
    gc.freeze()
    return app


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
    # What is missing here would fail in each web process anew, as one crash after the other.
    with psycopg.connect(database.identity.replace("+psycopg", "")) as conn:
        conn.execute("select 1 from public.alembic_version")


def _await_word() -> None:
    """Make the application; under a supervisor, which looks through the packs, go on when it says that the database
    is ready."""
    supervisor = os.environ.get(SUPERVISED)
    if supervisor:
        follow_parent(int(supervisor))
    else:
        sound_catalog()
    _application()
    if supervisor and not sys.stdin.readline():
        sys.exit(0)
