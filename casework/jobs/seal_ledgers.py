"""Sealing the ledgers every two seconds, beside the queue, on one connection of the worker's login."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from casework.base.errors import CaseworkError
from casework.settings import Settings
from casework.store.ledger_seal import Sealer, sealer

log = logging.getLogger(__name__)

EVERY = 2.0
AFTER_A_FAULT = 10.0


@contextmanager
def sealing(settings: Settings) -> Iterator[None]:
    """While it lasts, what is entered in the ledgers is sealed within seconds, and anchored within a minute or two."""
    stop = threading.Event()
    thread = threading.Thread(target=_keep_sealing, args=(settings, stop), name="sealer")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=30)


def _keep_sealing(settings: Settings, stop: threading.Event) -> None:
    assert settings.database is not None
    said: set[str] = set()
    while not stop.is_set():
        try:
            with sealer(settings.database.worker, settings.keys_dir, settings.anchors_dir) as opened:
                while not stop.is_set():
                    _pass(opened, said)
                    stop.wait(EVERY)
                _pass(opened, said, anchor_all=True)
        except (psycopg.Error, OSError, CaseworkError) as fault:
            _say_once(said, str(fault))
            stop.wait(AFTER_A_FAULT)


def _pass(opened: Sealer, said: set[str], *, anchor_all: bool = False) -> None:
    _, refused = opened.run(anchor_all=anchor_all)
    for fault in refused:
        _say_once(said, str(fault))


def _say_once(said: set[str], fault: str) -> None:
    if fault not in said:
        said.add(fault)
        log.error("the ledger can't be sealed: %s", fault)
