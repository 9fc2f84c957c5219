"""Nothing that is withheld leaves by any way: every fact of a case is a canary, every duty looks everywhere."""

import json
from dataclasses import dataclass

import pytest
from flask import Flask

from casework.packs import catalog
from casework.services.office import office_by_id
from tests.api.programs import Program
from tests.services.cases.transfers import ADDRESS, ANSWERS, open_transfer

CANARIES = {
    "seller_name": "CNRY seller name",
    "buyer_name": "CNRY buyer name",
    "buyer_email": "cnry-buyer@example.org",
    "buyer_address": {**ADDRESS, "line1": "CNRY Cannery Row"},
    "id_kind": "passport",
    "id_number": "CNRY4711",
}
TOLD = {
    "seller_name": "CNRY seller",
    "buyer_name": "CNRY buyer",
    "buyer_email": "cnry-buyer",
    "buyer_address": "CNRY Cannery",
    "id_number": "CNRY4711",
}
TITLES = ("title_clerk", "title_examiner", "senior_examiner", "cashier", "supervisor", "privacy_officer")


@dataclass(frozen=True)
class Sent:
    """A transfer as a buyer sent it."""

    id: str
    number: str


@pytest.fixture(scope="module")
def sent(app: Flask, northport) -> Sent:
    kinds = [option.value for option in catalog().workflow("vehicle_transfer").field("id_kind").options]
    with app.app_context():
        done = open_transfer(office_by_id(northport.id), **{**CANARIES, "id_kind": kinds[0]})
    return Sent(str(done.case_id), done.number)


def open_to(title: str) -> set[str]:
    """The fields that this title reads for the case's purpose, as the pack says."""
    kind, workflow = catalog().kind("motor_vehicle_agency"), catalog().workflow("vehicle_transfer")
    duties = kind.duties_of((title,))
    classes = kind.purposes[workflow.purpose].readable(duties)
    fields = [workflow.field(name) for name in TOLD]
    return {field.name for field in fields if field.cls in classes and duties & set(field.opens)}


def everywhere(program: Program, sent: Sent) -> str:
    """All that this program gets to see of the case, refusals too."""
    at = f"/cases/{sent.number}"
    answers = [
        program.get(at),
        program.get(f"/cases/{sent.id}"),
        program.get(f"{at}/moves"),
        program.get("/cases?limit=100"),
        program.get("/cases?limit=100&sort=-number&view=unassigned"),
        program.post(f"{at}/moves/complete", {}, match=999),
        program.post(f"{at}/moves/approve", {"asked": {"x": 1}}, match="*"),
        program.post(f"{at}/moves/nothing", {}, match="*"),
    ]
    assert all(answer.status_code < 500 for answer in answers)
    return "\n".join(answer.get_data(as_text=True) + str(answer.headers) for answer in answers)


@pytest.mark.parametrize("title", TITLES)
def test_no_duty_sees_more_than_the_pack_opens_to_it(program, northport, sent: Sent, title: str) -> None:
    reader = program(northport, title, purpose="title_transfer")
    text = everywhere(reader, sent)
    for name, canary in TOLD.items():
        if name not in open_to(title):
            assert canary not in text, f"{title} sees {name}"


def test_every_fact_has_its_key_for_everybody_who_reads_the_case(program, northport, sent: Sent) -> None:
    workflow = catalog().workflow("vehicle_transfer")
    for title in ("title_clerk", "title_examiner", "cashier"):
        facts = (
            program(northport, title, purpose="title_transfer")
            .get(f"/cases/{sent.number}")
            .get_json()["facts"]
        )
        closed = {name for name, fact in facts.items() if fact.get("withheld")}
        assert {name for name in TOLD if name not in open_to(title)} <= closed
        assert not any("value" in facts[name] for name in closed)
        assert {field.name for field in workflow.fields if field.name in closed} == closed & {
            field.name for field in workflow.fields
        }


def test_a_sealed_answer_opens_to_the_examiner_alone(program, northport, sent: Sent) -> None:
    seen = {}
    for title in TITLES:
        answer = program(northport, title, purpose="title_transfer").get(f"/cases/{sent.number}")
        if answer.status_code == 200:
            seen[title] = answer.get_json()["facts"]["id_number"].get("value")
    assert {title for title, value in seen.items() if value} <= {"title_examiner", "senior_examiner"}
    assert seen["title_examiner"] == CANARIES["id_number"]


def test_a_vin_does_not_stand_in_the_headline_of_those_who_read_no_vins(
    program, northport, sent: Sent
) -> None:
    watcher = program(northport, "privacy_officer", purpose="triage")
    answer = watcher.get("/cases?limit=100")
    listed = next(case for case in answer.get_json()["cases"] if case["number"] == sent.number)
    assert listed["headline"] is None
    assert ANSWERS["vin"] not in answer.get_data(as_text=True)
    clerk = program(northport, "title_clerk", purpose="triage")
    assert ANSWERS["vin"] in clerk.get("/cases?limit=100").get_data(as_text=True)


def test_filters_on_what_is_withheld_do_not_exist(program, northport, sent: Sent) -> None:
    clerk = program(northport, "cashier", purpose="title_transfer")
    for name in (*TOLD, "headline", "applicant", "facts.id_number", "party"):
        answer = clerk.get("/cases", query_string={name: "CNRY"})
        assert answer.status_code == 422
        assert list(answer.get_json()["errors"]) == [name]
    assert clerk.get("/cases?sort=headline").status_code == 422


@pytest.mark.parametrize(
    ("title", "purpose", "path"),
    [
        ("title_clerk", "registry", "/people?query={canary}"),
        ("title_clerk", "registry", "/people?query=nobody"),
        ("title_clerk", "registry", "/people?query=none@example.org"),
    ],
)
def test_finding_by_what_is_withheld_is_refused_with_its_code(
    program, northport, title, purpose, path
) -> None:
    answer = program(northport, title, purpose=purpose).get(path.format(canary=CANARIES["buyer_email"]))
    assert (answer.status_code, answer.get_json()["code"]) == (403, "FIELD_WITHHELD")


def test_the_neighbours_see_nothing_at_all(program, eastvale, sent: Sent) -> None:
    neighbour = program(eastvale, "title_examiner", purpose="title_transfer")
    text = everywhere(neighbour, sent)
    assert not any(canary in text for canary in (*TOLD.values(), json.dumps(sent.id)))
