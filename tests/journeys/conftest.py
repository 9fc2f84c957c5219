"""The whole application on a port of its own, for journeys in a real browser."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from casework.app import create_app
from casework.settings import Settings
from casework.store.bind import release_store
from tests.factories.tenants import CHEAP


class Quiet(WSGIRequestHandler):
    """Serves without a line for each request."""

    def log_request(self, *_: object) -> None:
        pass


@dataclass(frozen=True)
class Site:
    """A running site: its address, the application behind it, and its settings (the worker needs them)."""

    address: str
    app: Flask
    settings: Settings


@pytest.fixture(scope="session")
def site(settings: Settings) -> Iterator[Site]:
    """The application, served until the tests are over."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    here = replace(settings, base_url=f"http://127.0.0.1:{port}")
    app = create_app(here)
    app.config.update(PASSWORD_COST=CHEAP)
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(here.base_url, app, here)
    server.shutdown()
    thread.join()
    server.server_close()
    release_store(app)
