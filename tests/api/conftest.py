"""Programs with tokens, at two offices of each kind: with one, no leak can be seen."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from casework.services.staff.make_token import OFFERED
from casework.settings import Database
from tests.api.programs import Program, make_program
from tests.factories.tenants import MadeTenant, make_tenant, make_user

REQUEST = {
    "workflow": "constituent_request",
    "answers": {
        "category": "pothole",
        "danger": False,
        "description": "CNRY-matter a deep hole",
        "place": {"text": "CNRY-place Elm Street 4"},
        "name": "CNRY-name Nguyễn Thị Hoa",
        "email": "cnry-mail@example.org",
    },
}


@pytest.fixture(scope="session")
def lakeshore(database: Database) -> MadeTenant:
    return make_tenant(database, "Lakeshore", kind="council")


@pytest.fixture(scope="session")
def hillside(database: Database) -> MadeTenant:
    """The neighbours of `lakeshore`."""
    return make_tenant(database, "Hillside", kind="council")


@pytest.fixture(scope="session")
def eastvale(database: Database) -> MadeTenant:
    """The neighbours of `northport`."""
    return make_tenant(database, "Eastvale")


@pytest.fixture(scope="session")
def oakfield(database: Database) -> MadeTenant:
    """The neighbours of `riverbend`."""
    return make_tenant(database, "Oakfield", kind="charity")


@pytest.fixture(scope="session")
def program(app: Flask, database: Database) -> Callable[..., Program]:
    """Makes a program of a new member: `program(tenant, "request_officer", purpose="request_handling")`."""

    def make(
        tenant: MadeTenant, *titles: str, purpose: str, permissions: tuple[str, ...] = OFFERED
    ) -> Program:
        return make_program(app, make_user(database, tenant, *titles), purpose, permissions)

    return make


@pytest.fixture(scope="session")
def officer(program: Callable[..., Program], lakeshore: MadeTenant) -> Program:
    return program(lakeshore, "request_officer", purpose="request_handling")


@pytest.fixture(scope="session")
def neighbour(program: Callable[..., Program], hillside: MadeTenant) -> Program:
    return program(hillside, "request_officer", purpose="request_handling")


def request_body(**answers: Any) -> dict[str, Any]:
    """What a request to the council is opened with."""
    return {**REQUEST, "answers": {**REQUEST["answers"], **answers}}


@pytest.fixture
def opened(officer: Program) -> dict[str, Any]:
    """A case at `lakeshore`."""
    return officer.post("/cases", request_body(), key=str(uuid4())).get_json()
