"""What is answered on real data fits the schema that the document gives for it."""

import json
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from jsonschema_rs import Draft202012Validator

from tests.api.conftest import request_body
from tests.api.programs import BASE, Program
from tests.api.scenes import hand_over, make_donors, make_garage


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    return app.test_client().get("/api/v1/openapi.json", base_url=BASE).get_json()


def fits(document: dict[str, Any], answer, path: str, method: str = "get") -> Any:
    """The answer's value, once it fits the schema of `path` for its status, with nothing left untold."""
    told = document["paths"][f"/api/v1{path}"][method]["responses"][str(answer.status_code)]
    schema = told["content"][answer.mimetype]["schema"]
    whole = {**schema, "components": document["components"]}
    Draft202012Validator(whole, validate_formats=True).validate(answer.get_json())
    return answer.get_json()


def test_cases_moves_and_workflows_fit(document, program, lakeshore, officer: Program) -> None:
    made = officer.post("/cases", request_body(), key=str(uuid4()))
    case = fits(document, made, "/cases", "post")
    at = f"/cases/{case['number']}"
    assert fits(document, officer.get(at), "/cases/{reference}")["facts"]["name"]["value"]
    field = program(lakeshore, "field_worker", purpose="request_handling")
    version = hand_over(field, case["id"])
    assert fits(document, field.get(at), "/cases/{reference}")["facts"]["name"]["withheld"] is True
    assert fits(document, officer.get("/cases?limit=1"), "/cases")["cases"]
    assert fits(document, officer.get(f"{at}/moves"), "/cases/{reference}/moves")["moves"]
    moved = officer.post(f"{at}/moves/triage", {"asked": {"priority": "normal"}}, match=version)
    fits(document, moved, "/cases/{reference}/moves/{move}", "post")
    assert fits(document, officer.get("/workflows"), "/workflows")["workflows"]
    for name in ("constituent_request", "data_change"):
        assert fits(document, officer.get(f"/workflows/{name}"), "/workflows/{name}")["moves"]


def test_registers_fit(app: Flask, document, program, northport, riverbend) -> None:
    garage, giver = make_garage(app, northport, "7FIT001", 9001), make_donors(app, riverbend)
    counter = program(northport, "title_examiner", purpose="registry")
    recall = program(northport, "title_examiner", purpose="b2")
    police = program(northport, "police_desk", purpose="b1")
    facts = {"Purpose-Facts": '{"programme": "R-2026-14"}'}
    assert fits(document, counter.get(f"/vehicles?vin={garage.vin}"), "/vehicles")["exact"]
    for reader, headers in ((counter, {}), (recall, facts)):
        vehicle = reader.get(f"/vehicles/{garage.vehicle}", headers=headers)
        assert fits(document, vehicle, "/vehicles/{vehicle_id}")["plates"]
        assert fits(document, reader.get("/plates/7FIT001", headers=headers), "/plates/{text}")["plates"]
        plates = reader.get(f"/vehicles/{garage.vehicle}/plates", headers=headers)
        assert fits(document, plates, "/vehicles/{vehicle_id}/plates")["plates"]
    incident = {"agency": "Police", "incident": "NP-1", "event_on": "2026-03-01"}
    case = {"Purpose-Facts": json.dumps(incident)}
    assert fits(document, police.get("/plates?pattern=7FIT*", headers=case), "/plates")["plates"]
    linked = police.get(f"/vehicles/{garage.vehicle}/linked", headers=case)
    assert fits(document, linked, "/vehicles/{vehicle_id}/linked")["vehicles"] == []
    care = program(riverbend, "donor_manager", purpose="donor_care")
    assert fits(document, care.get("/people?query=herrera"), "/people")["people"]
    assert fits(document, care.get(f"/people/{giver.donor}"), "/people/{person_id}")["gifts"]
    books = program(riverbend, "finance_officer", purpose="bookkeeping")
    gift = {"donor_id": str(giver.donor), "fund": "general", "received_on": "2026-03-05"}
    made = books.post("/gifts", {**gift, "goods": "Beans", "method": "goods"}, key=str(uuid4()))
    fits(document, made, "/gifts", "post")
    assert fits(document, books.get("/gifts"), "/gifts")["gifts"]
    monthly = {"unit": "month", "every": 1, "day": 31, "starts_on": "2026-12-01"}
    told = {"donor_id": str(giver.donor), "fund": "general", "schedule": monthly, "method": "card"}
    told |= {"mandate": "mnd-0001", "amount": {"minor": 2500, "currency": "USD"}}
    made = fits(document, books.post("/pledges", told, key=str(uuid4())), "/pledges", "post")
    at = f"/pledges/{made['id']}"
    assert fits(document, books.get("/pledges?limit=1"), "/pledges")["pledges"]
    assert fits(document, books.get(at), "/pledges/{pledge_id}")["changes"]
    paused = books.post(f"{at}/pause", {"reason": "Asked for"}, key=str(uuid4()))
    assert fits(document, paused, "/pledges/{pledge_id}/pause", "post")["status"] == "paused"
    assert fits(document, books.get("/receipts?year=2026"), "/receipts")["missing"] == 0


def test_problems_fit(app: Flask, document, officer: Program) -> None:
    for answer, path, method in (
        (officer.get("/cases?limit=0"), "/cases", "get"),
        (officer.get("/cases/nothing"), "/cases/{reference}", "get"),
        (officer.get("/cases", headers={"Authorization": "Bearer x"}), "/cases", "get"),
        (officer.post("/cases", request_body()), "/cases", "post"),
        (officer.post("/cases/x/moves/y", {}), "/cases/{reference}/moves/{move}", "post"),
    ):
        told = document["paths"][f"/api/v1{path}"][method]["responses"][str(answer.status_code)]
        assert told["$ref"].startswith("#/components/responses/")
        schema = {"$ref": "#/components/schemas/Problem", "components": document["components"]}
        Draft202012Validator(schema).validate(answer.get_json())
        assert answer.get_json()["status"] == answer.status_code
