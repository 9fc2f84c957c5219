"""The floors below the doors: store, packs, services. What a command needs, and what every application stands on."""

import hmac
from collections.abc import Callable
from functools import cache, partial
from hashlib import sha256

from flask import Flask
from flask_babel import Babel

from casework.base.beside import Check, Verdict, at_once
from casework.hooks import load_hooks
from casework.packs import catalog, sound_catalog
from casework.settings import Settings
from casework.store.bind import bind_store
from casework.store.registers import db
from casework.store.self_test import try_prover


def create_core(settings: Settings) -> Flask:
    """An application of this installation without doors: for commands, which need no page and speak English."""
    sound_catalog()
    core = Flask("casework", static_folder=None, template_folder=None)
    Babel(core)
    fit_core(core, settings)
    return core


def fit_core(app: Flask, settings: Settings, trying: Callable[[Check], Verdict] = at_once) -> Verdict:
    """Bind `app` to the store and wake the packs. The verdict, which nobody may serve without, refuses when a hook of
    the enforcement does not fire."""
    app.config["THROTTLE_KEY"] = key_for(settings, "throttle")
    bind_store(app, settings)
    verdict = trying(partial(_try_hooks, app))
    load_hooks(catalog())
    return verdict


def key_for(settings: Settings, use: str) -> bytes:
    """A key for one use: what is signed for one is nothing to another."""
    return hmac.digest(settings.cookie_secret, f"casework {use}".encode(), sha256)


def _try_hooks(app: Flask) -> None:
    with app.app_context():
        _try_prover_once()


@cache
def _try_prover_once() -> None:
    """What is so of the libraries and the registers of this process is so for every app it makes."""
    try_prover(db.engine)
