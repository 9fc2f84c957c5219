"""Whatever fits the OpenAPI document, and whatever nearly fits: answers are those that the document tells."""

import os

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from casework.base.clock import now
from casework.base.ids import new_id
from casework.models.identity import User
from casework.services.staff.make_token import OFFERED
from casework.services.staff.recognise import as_staff
from casework.store.identity import identity_session
from tests.api.programs import make_program
from tests.factories.signing import make_lender_program
from tests.factories.tenants import make_user

DEEP = bool(os.environ.get("CASEWORK_DEEP"))
LENGTH = {"max_examples": 200 if DEEP else 6, "derandomize": not DEEP, "deadline": None}
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


@pytest.fixture(scope="session")
def described(app: Flask):
    def at_home(environ, start):
        return app({**environ, "HTTP_HOST": "127.0.0.1:8000"}, start)

    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", at_home)


@pytest.fixture(scope="session")
def tokens(app, database, lakeshore, northport, riverbend) -> dict[str, str]:
    """A token for each group of operations."""
    work = {
        "/cases": (lakeshore, "request_officer", "request_handling"),
        "/people": (riverbend, "donor_manager", "donor_care"),
        "/gifts": (riverbend, "finance_officer", "bookkeeping"),
        "/pledges": (riverbend, "finance_officer", "bookkeeping"),
        "/receipts": (riverbend, "finance_officer", "bookkeeping"),
        "/vehicles": (northport, "title_examiner", "registry"),
        "/plates": (northport, "title_examiner", "registry"),
        "/workflows": (lakeshore, "request_officer", "request_handling"),
    }
    made = {
        beginning: make_program(app, make_user(database, office, title), purpose, OFFERED).token
        for beginning, (office, title, purpose) in work.items()
    }
    return made | {"/lender": a_lender(app, database, northport)}


def a_lender(app, database, office) -> str:
    """A token of a lender that holds nothing yet."""
    made = make_user(database, office, "supervisor")
    with app.app_context(), identity_session() as session:
        staff = as_staff(session.get(User, (office.id, made.id)), fresh_at=now())
    return make_lender_program(app, staff, new_id()).token


def token_for(path: str, tokens: dict[str, str]) -> str:
    return next(token for beginning, token in tokens.items() if path.startswith(f"/api/v1{beginning}"))


@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fits", "nearly fits"]
)
def test_every_answer_is_one_that_the_document_tells(described, tokens: dict[str, str], mode) -> None:
    for found in described.get_all_operations():
        ask_at_random(found.ok(), tokens, mode)


def ask_at_random(operation, tokens: dict[str, str], mode: GenerationMode) -> None:
    headers = {"Authorization": f"Bearer {token_for(operation.path, tokens)}"}

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(**LENGTH, suppress_health_check=list(HealthCheck))
    def every(case) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    try:
        every()
    except Unsatisfiable:
        assert mode == GenerationMode.NEGATIVE, "nothing fits this operation"
