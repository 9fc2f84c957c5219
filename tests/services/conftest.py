"""Offices for tests of services: always two of a kind, since with one no leak can be seen."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from casework.core import create_core
from casework.services.installation.upgrade_database import upgrade_database
from casework.services.office import Office
from casework.settings import Settings
from casework.store import disclosure
from casework.store.bind import release_store
from tests.services.desks import Desks, an_office
from tests.services.donors.scene import BOOKS


@pytest.fixture(scope="session")
def registers_app(settings: Settings) -> Iterator[Flask]:
    assert settings.database is not None
    upgrade_database(settings.database, settings.wall_key)
    app = create_core(settings)
    yield app
    with app.app_context():
        release_store(app)


@pytest.fixture
def desks(registers_app: Flask, settings: Settings) -> Desks:
    return Desks(registers_app, settings)


@pytest.fixture
def agency(registers_app: Flask) -> Office:
    """A motor-vehicle agency where standard plates stay on the vehicle."""
    return an_office(registers_app, "motor_vehicle_agency")


@pytest.fixture
def other_agency(registers_app: Flask) -> Office:
    """Another one, where plates follow the owner."""
    return an_office(registers_app, "motor_vehicle_agency", profile={"plates": {"standard": "owner"}})


@pytest.fixture
def charity(registers_app: Flask) -> Office:
    return an_office(registers_app, "charity")


@pytest.fixture
def other_charity(registers_app: Flask) -> Office:
    return an_office(registers_app, "charity")


@pytest.fixture(autouse=True)
def nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deeds are tried here without the door that would commit what they read before it shows it."""
    monkeypatch.setattr(disclosure, "make_sure_told", lambda session: None)


@pytest.fixture
def books(desks: Desks, charity: Office) -> Callable[..., object]:
    """Opens sessions of who keeps the charity's books."""
    return lambda worker=BOOKS, office=charity: desks.at(office, purpose="bookkeeping", worker=worker)
