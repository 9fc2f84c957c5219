"""The sample pages on a real port, and a count of what a page asks the database."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.serving import make_server

from casework.store.registers import db
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


@pytest.fixture
def counted(app: Flask) -> Callable[[], Any]:
    """Counts the statements of viewers' sessions: all but transactions and the one `set_config`."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []
        with app.app_context():
            engine = db.engine

        def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
            if "set_config('app.viewer'" not in statement:
                seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting
