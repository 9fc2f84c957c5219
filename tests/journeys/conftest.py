"""The whole application on a port of its own, for journeys in a real browser."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import WSGIRequestHandler, make_server

from casework.app import create_app
from casework.settings import Settings
from casework.store.bind import release_store
from tests.factories.tenants import CHEAP, MadeTenant
from tests.journeys.steps import Citizen, Officer, Reader
from tests.journeys.town import Town

Enter = Callable[..., Any]


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
    app.config.update(PASSWORD_COST=CHEAP, QUICKEST_PERSON=0)
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(here.base_url, app, here)
    server.shutdown()
    thread.join()
    server.server_close()
    release_store(app)


@pytest.fixture(scope="session")
def town(site: Site) -> Town:
    """The same site, with the means to set a scene."""
    return Town(site.app, site.settings, site.address)


@pytest.fixture
def enter(browser: Browser, town: Town) -> Iterator[Enter]:
    """Opens a window for somebody; at the end none of them may have had a complaint."""
    opened: list[Reader] = []

    def entered(who: type[Reader], tenant: MadeTenant, **more: Any) -> Reader:
        opened.append(who(browser, town, tenant, **more))
        return opened[-1]

    yield entered
    for reader in opened:
        reader.done()


@pytest.fixture
def citizen(enter: Enter) -> Callable[..., Citizen]:
    """A citizen's window."""
    return lambda tenant, **more: enter(Citizen, tenant, **more)


@pytest.fixture
def officer(enter: Enter) -> Callable[..., Officer]:
    """The window of a member of staff who has signed in."""

    def signed_in(user: Any) -> Officer:
        here: Officer = enter(Officer, user.tenant)
        here.sign_in(user)
        return here

    return signed_in
