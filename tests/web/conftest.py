"""The sample pages on a real port, and a browser to look at them with."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from tests.web.sample_app import sample_app

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def samples() -> Iterator[str]:
    """The address of the sample application."""
    server = make_server("127.0.0.1", 0, sample_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; without one the tests are skipped loudly, and fail where CI promised one."""
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not Path(chromium).exists():
        if os.environ.get("CI"):
            pytest.fail(f"There is no browser at {chromium}, and CI needs one")
        pytest.skip(f"SKIPPED WITHOUT A BROWSER: none at {chromium}")
    with sync_playwright() as playwright:
        shown = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        yield shown
        shown.close()
