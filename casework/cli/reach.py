"""How commands come to settings, database and application."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from casework.settings import Settings


def settings_of(*, demo: bool = False) -> "Settings":
    """What this installation is told from outside."""
    from casework.settings import Settings

    return Settings.load(demo=demo)


@contextmanager
def reaching() -> "Iterator[Settings]":
    """Settings with a database that answers; a private server that nobody runs is started for the command."""
    from casework.store import reach

    with reach.reaching(settings_of()) as settings:
        yield settings


@contextmanager
def within(*, pages: bool = False) -> "Iterator[Settings]":
    """Settings, within an application on their database: commands that look through a viewer. `pages`: with its
    doors too, for those that write an address of one."""
    from casework.core import create_core
    from casework.store.bind import release_store

    with reaching() as settings:
        app = with_pages(settings) if pages else create_core(settings)
        try:
            with app.app_context():
                yield settings
        finally:
            release_store(app)


@contextmanager
def identity(*, pages: bool = False) -> "Iterator[Session]":
    """A session of schema identity, within an application."""
    from casework.store.identity import identity_session

    with within(pages=pages), identity_session() as session:
        yield session


def with_pages(settings: "Settings") -> "Flask":
    """An application with its doors, for what writes an address of a page."""
    from casework.app import create_app

    return create_app(settings)


def bring_up(settings: "Settings") -> None:
    """Bring database and keys up to this version."""
    from casework.services.installation import bring_up as installation

    installation.bring_up(settings)


def bring_up_with_keys(settings: "Settings") -> None:
    """Bring it up, and refuse to serve without the keys that sealed what is there."""
    from casework.services.installation.check_keys import demand_keys

    bring_up(settings)
    demand_keys(settings)


def begin_demo(settings: "Settings") -> None:
    """Make the demo's offices and the tour's cases; the worker does the rest. Its letters name pages."""
    from casework.services.demo.begun import note_begun
    from casework.services.demo.bulk import start_demo
    from casework.store.bind import release_store

    app = with_pages(settings)
    with app.app_context():
        start_demo()
    release_store(app)
    note_begun(settings)


def demo_wanted(settings: "Settings") -> bool:
    """Whether there is anything of the demo to make before the worker takes over."""
    from casework.services.demo.begun import is_begun

    return settings.demo and not is_begun(settings)


def greet(settings: "Settings") -> None:
    """Tell where to look."""
    from casework.greeting import greet as told

    told(settings)
