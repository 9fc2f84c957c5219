"""Doing, in a test, what the worker would do."""

import threading

from flask import Flask

from casework.jobs.queue import run_worker
from casework.settings import Settings


def work_off(flask: Flask, settings: Settings, *, queues: tuple[str, ...] | None = None) -> None:
    """Do all the work that is due, then return; what fails is put off as it would be in life."""
    assert settings.database is not None
    url = settings.database.worker
    # In a thread of its own: a browser in use by the same test process keeps an event loop in this one.
    thread = threading.Thread(target=run_worker, args=(flask, url), kwargs={"wait": False, "queues": queues})
    thread.start()
    thread.join()
