"""A worker of its own process that tries as often as it can. Imports little: a process a worker is slow enough."""

from multiprocessing import Queue

from flask import Flask
from flask_babel import Babel

from casework.services.staff.throttle import Limit, TooManyTries, spend
from casework.store.identity import bind_identity


def spend_many(url: str, limit: Limit, *, tenant_id: int, key: bytes, tries: int, done: "Queue[int]") -> None:
    """Try `tries` times; tell through `done` how many were let pass."""
    app, passed = Flask("crowd"), 0
    app.config["THROTTLE_KEY"] = key
    Babel(app)
    bind_identity(app, url)
    with app.test_request_context("/"):
        for _ in range(tries):
            try:
                spend(limit, "crowd", tenant_id=tenant_id)
                passed += 1
            except TooManyTries:
                pass
    done.put(passed)
