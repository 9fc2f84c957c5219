"""Two councils of ours, one of which is really served, and a stranger."""

from collections.abc import Iterator

import pytest
from flask import Flask

from casework.settings import Database
from tests.api.programs import make_program
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.services.outside.strangers import Stranger, stranger
from tests.web.forwarding.two_offices import Giver, served


@pytest.fixture(scope="module")
def county(database: Database) -> MadeTenant:
    return make_tenant(database, "County", kind="council", timezone="America/Chicago")


@pytest.fixture(scope="module")
def county_key(app: Flask, database: Database, county: MadeTenant) -> str:
    user = make_user(database, county, "request_officer")
    return make_program(app, user, "request_handling", ("case.open",)).token


@pytest.fixture(scope="module")
def county_at(app: Flask, county: MadeTenant) -> Iterator[str]:
    """The address of the county's own endpoint, over a real port."""
    with served(app) as port:
        yield f"http://127.0.0.1:{port}/t/{county.slug}/open311/v2"


@pytest.fixture
def giver(app: Flask, database: Database) -> Giver:
    """A council of this test alone."""
    tenant = make_tenant(database, "Lakeshore", kind="council", timezone="America/Chicago")
    return Giver(app, database, tenant)


@pytest.fixture(scope="module")
def other() -> Iterator[Stranger]:
    with stranger() as running:
        yield running


@pytest.fixture
def other_at(other: Stranger) -> str:
    return f"http://127.0.0.1:{other.port}"
