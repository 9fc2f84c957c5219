"""Offices for tests of services: always two of a kind, since with one no leak can be seen."""

from collections.abc import Iterator

import pytest
from flask import Flask

from casework.services.office import Office
from casework.settings import Settings
from casework.store.registers import db
from tests.services.desks import Desks, an_office
from tests.store.looking import plain_app


@pytest.fixture(scope="session")
def registers_app(settings: Settings) -> Iterator[Flask]:
    app = plain_app(settings)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def desks(registers_app: Flask, settings: Settings) -> Desks:
    return Desks(registers_app, settings)


@pytest.fixture
def agency() -> Office:
    """A motor-vehicle agency where standard plates stay on the vehicle."""
    return an_office("motor_vehicle_agency")


@pytest.fixture
def other_agency() -> Office:
    """Another one, where plates follow the owner."""
    return an_office("motor_vehicle_agency", profile={"plates": {"standard": "owner"}})


@pytest.fixture
def charity() -> Office:
    return an_office("charity")


@pytest.fixture
def other_charity() -> Office:
    return an_office("charity")
