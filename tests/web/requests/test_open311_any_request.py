"""Whatever fits the document that is served beside the protocol, and whatever nearly fits: no server error, and
answers of the form that the document tells."""

import os
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from casework.settings import Database
from tests.api.programs import make_program
from tests.factories.browser import BASE, Browser
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.web.requests.open311_client import Client

DEEP = bool(os.environ.get("CASEWORK_DEEP"))
LENGTH = {"max_examples": 300 if DEEP else 6, "derandomize": not DEEP, "deadline": None}
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


@pytest.fixture(scope="module")
def office(database: Database) -> MadeTenant:
    return make_tenant(database, "Lakeshore", kind="council", timezone="America/Chicago")


@pytest.fixture(scope="module")
def client(app: Flask, database: Database, office: MadeTenant) -> Client:
    """A program with a key, which has sent one request already."""
    user = make_user(database, office, "request_officer")
    made = Client(Browser(app, office), make_program(app, user, "request_handling", ("case.open",)).token)
    made.send("json")
    return made


@pytest.fixture(scope="module")
def described(app: Flask, office: MadeTenant) -> Any:
    def at_home(environ: dict[str, Any], start: Any) -> Any:
        return app({**environ, "HTTP_HOST": "127.0.0.1:8000"}, start)

    return schemathesis.openapi.from_wsgi(f"/t/{office.slug}/open311/v2/openapi.json", at_home)


@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fits", "nearly fits"]
)
def test_every_answer_is_one_that_the_document_tells(
    described: Any, client: Client, mode: GenerationMode
) -> None:
    asked = [ask_at_random(found.ok(), client.key, mode) for found in described.get_all_operations()]
    assert len(asked) == 12 and sum(asked) > 30


def ask_at_random(operation: Any, key: str, mode: GenerationMode) -> int:
    """How many questions were asked of one operation."""
    asked = 0

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(**LENGTH, suppress_health_check=list(HealthCheck))
    def every(case: Any) -> None:
        nonlocal asked
        if isinstance(case.body, dict) and asked % 4:  # with a right key three times of four
            case.body = {**case.body, "api_key": key, "service_code": "pothole"}
        case.call_and_validate(checks=CHECKS)
        asked += 1

    try:
        every()
    except Unsatisfiable:
        assert mode == GenerationMode.NEGATIVE, "nothing fits this operation"
    return asked


def test_the_document_is_served_where_the_protocol_is_and_nowhere_else(
    app: Flask, database: Database, office: MadeTenant
) -> None:
    here = Browser(app, office)
    told = here.get("/open311/v2/openapi.json").get_json()
    assert told["openapi"] == "3.1.0" and told["servers"] == [{"url": f"{BASE}{here.home}/open311/v2"}]
    agency = Browser(app, make_tenant(database, "Northport"))
    assert agency.get("/open311/v2/openapi.json").status_code == 404
