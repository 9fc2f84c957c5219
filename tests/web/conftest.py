"""The sample pages on a real port."""

import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from tests.web.sample_app import sample_app


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
