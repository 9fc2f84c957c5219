"""Two offices side by side, and the people who work there."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from flask import Flask

from casework.core import create_core
from casework.models.identity import Tenant
from casework.services.installation.upgrade_database import upgrade_database
from casework.services.office import Office
from casework.services.tenants.find_tenant import tenant_facts
from casework.settings import Settings
from casework.store.bind import release_store
from casework.store.identity import identity_session


@dataclass(frozen=True)
class Colleague:
    """A member of staff, as a viewer is made from one."""

    titles: tuple[str, ...]
    id: UUID
    units: frozenset[UUID] = frozenset()


def colleague(*titles: str) -> Colleague:
    return Colleague(titles, uuid4())


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    """The floors up to the services, without doors."""
    assert settings.database is not None
    upgrade_database(settings.database, settings.wall_key)
    app = create_core(settings)
    with app.app_context():
        yield app
    release_store(app)


def make_office(kind: str, name: str) -> Office:
    country = {"name": name, "timezone": "America/Los_Angeles", "currency": "USD", "country": "US"}
    with identity_session() as session:
        row = Tenant(slug=f"{name}-{uuid4().hex[:8]}", kind=kind, languages=["en", "es", "vi"], **country)
        session.add(row)
        session.commit()
        return Office.of(tenant_facts(row))


@pytest.fixture(scope="session")
def northport(app: Flask) -> Office:
    return make_office("motor_vehicle_agency", "northport")


@pytest.fixture(scope="session")
def eastvale(app: Flask) -> Office:
    return make_office("motor_vehicle_agency", "eastvale")


@pytest.fixture(scope="session")
def lakeshore(app: Flask) -> Office:
    return make_office("council", "lakeshore")
