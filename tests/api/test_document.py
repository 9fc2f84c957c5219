"""The OpenAPI document: complete, open to everybody, and true."""

import json
from typing import Any

import pytest
from flask import Flask

from casework.policy.rulebook import FOR_LENDERS, RULEBOOK
from casework.services.staff.make_token import OFFERED
from tests.api.programs import BASE


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    answer = app.test_client().get("/api/v1/openapi.json", base_url=BASE)
    assert answer.status_code == 200
    return answer.get_json()


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, told)
        for path, item in document["paths"].items()
        for method, told in item.items()
        if method in ("get", "post", "put", "patch", "delete")
    ]


def test_the_document_is_openapi_31_and_asks_for_a_token(document) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["security"] == [{"token": []}]
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_every_route_of_the_api_is_in_the_document_and_the_other_way_round(app: Flask, document) -> None:
    routes = {
        (method.lower(), rule.rule.count("/"), rule.endpoint.partition(".")[2])
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.endpoint.startswith("api-docs")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    told = {(method, path.count("/"), one["operationId"]) for method, path, one in operations(document)}
    assert routes == told


def test_every_operation_says_what_it_does_with_an_example_and_names_a_known_permission(document) -> None:
    for method, path, told in operations(document):
        assert told["summary"] and "curl" in told["description"], path
        assert told["x-permission"] in RULEBOOK, path
        assert told["x-permission"] in (*OFFERED, *FOR_LENDERS, "pack.read"), (
            f"{path}: no token can be given this"
        )
        assert {"401", "403", "429"} <= set(told["responses"]), path
        if (
            method == "post" and told["x-permission"] not in FOR_LENDERS
        ):  # a lender's message has a number of its own
            named = {parameter.get("name") for parameter in told["parameters"]}
            assert "Idempotency-Key" in named, path


def test_every_reference_in_the_document_leads_somewhere(document) -> None:
    text = json.dumps(document)
    for part in text.split('"$ref": "#/')[1:]:
        place: Any = document
        for step in part.partition('"')[0].split("/"):
            place = place[step]


def test_problems_are_told_as_problem_documents(document) -> None:
    responses = document["components"]["responses"]
    assert all(list(told["content"]) == ["application/problem+json"] for told in responses.values())


def test_the_document_is_open_and_holds_nobodys_data(app: Flask) -> None:
    answer = app.test_client().get(
        "/api/v1/openapi.json", base_url=BASE, headers={"Authorization": "Bearer nonsense"}
    )
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
