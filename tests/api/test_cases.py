"""Cases through the API: opened, listed, read."""

from uuid import uuid4

import pytest

from tests.api.conftest import request_body
from tests.api.programs import Program
from tests.api.scenes import hand_over

CANARIES = ("CNRY-matter", "CNRY-place", "CNRY-name", "cnry-mail")


def test_a_case_is_opened_and_read_with_every_fact_that_the_purpose_opens(officer: Program, opened) -> None:
    answer = officer.get(f"/cases/{opened['number']}")
    assert answer.status_code == 200, answer.get_json()
    case = answer.get_json()
    assert case["id"] == opened["id"] and case["version"] == opened["version"]
    assert answer.headers["ETag"] == f'"{opened["version"]}"'
    assert case["facts"]["name"]["value"].startswith("CNRY-name")
    assert case["facts"]["name"]["class"] == "contact"
    assert case["parties"][0]["name"].startswith("CNRY-name")
    assert officer.get(f"/cases/{opened['id']}").get_json() == case


def test_opening_says_where_the_case_is_and_gives_a_code_for_the_applicant(officer: Program) -> None:
    answer = officer.post("/cases", request_body(), key=str(uuid4()))
    assert answer.status_code == 201
    told = answer.get_json()
    assert answer.headers["Location"] == f"/api/v1/cases/{told['id']}"
    assert len(told["code"].replace("-", "")) == 20


def test_what_a_duty_does_not_open_is_named_as_withheld_and_has_no_value(program, lakeshore, opened) -> None:
    field = program(lakeshore, "field_worker", purpose="request_handling")
    hand_over(field, opened["id"])
    answer = field.get(f"/cases/{opened['number']}")
    assert answer.status_code == 200
    withheld = answer.get_json()["facts"]["name"]
    assert (withheld["withheld"], withheld["class"], withheld["rule"]) == (True, "contact", "duty")
    assert "value" not in withheld
    assert "CNRY-name" not in answer.get_data(as_text=True)
    assert "cnry-mail" not in answer.get_data(as_text=True)


def test_another_offices_case_is_as_absent_as_one_that_never_was(neighbour: Program, opened) -> None:
    answers = [
        neighbour.get(f"/cases/{reference}")
        for reference in (opened["id"], opened["number"], str(uuid4()), "R-000-000-000", "nonsense")
    ]
    assert {answer.status_code for answer in answers} == {404}
    told = [{k: v for k, v in a.get_json().items() if k not in ("instance", "request_id")} for a in answers]
    assert all(one == told[0] for one in told)
    assert not any(canary in a.get_data(as_text=True) for a in answers for canary in CANARIES)


def test_a_case_opens_to_its_own_purpose_only(program, lakeshore, opened) -> None:
    other = program(lakeshore, "request_officer", purpose="triage")
    answer = other.get(f"/cases/{opened['number']}")
    assert answer.status_code == 403
    assert "purpose" in answer.get_json()["detail"]


def test_lists_are_paged_by_cursors_and_hold_this_offices_cases_only(
    officer: Program, neighbour: Program, opened
) -> None:
    for number in range(4):
        officer.post("/cases", request_body(description=f"Hole {number}"), key=str(uuid4()))
    seen, address = [], "/cases?limit=2&sort=-opened"
    while address:
        answer = officer.get(address)
        page = answer.get_json()
        assert len(page["cases"]) <= 2
        seen += [case["number"] for case in page["cases"]]
        assert ('rel="next"' in answer.headers.get("Link", "")) == (page["next"] is not None)
        address = page["next"]
    assert len(seen) == len(set(seen)) >= 5
    assert opened["number"] in seen
    assert opened["number"] not in neighbour.get("/cases").get_data(as_text=True)


def test_a_list_under_a_case_purpose_shows_cases_of_that_purpose_only(program, lakeshore, opened) -> None:
    correction = program(lakeshore, "request_officer", purpose="data_correction")
    assert opened["number"] not in [case["number"] for case in correction.get("/cases").get_json()["cases"]]
    triage = program(lakeshore, "request_officer", purpose="triage")
    assert opened["number"] in [case["number"] for case in triage.get("/cases").get_json()["cases"]]


def test_names_in_a_list_are_null_where_they_are_withheld(program, lakeshore, opened) -> None:
    field = program(lakeshore, "field_worker", purpose="request_handling")
    hand_over(field, opened["id"])
    answer = field.get("/cases?limit=100")
    listed = next(c for c in answer.get_json()["cases"] if c["number"] == opened["number"])
    assert listed["applicant"] is None
    assert "CNRY-name" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=x",
        "limit=99999999999999999999999999",
        "sort=name",
        "cursor=AAAA",
        "view=boss",
        "workflow=A%20B",
        "colour=red",
        "limit=1&limit=2",
        "state=%F0%9F%98%80",
    ],
)
def test_a_filter_that_means_nothing_is_refused_by_name(officer: Program, query: str) -> None:
    answer = officer.get(f"/cases?{query}")
    assert answer.status_code == 422
    assert query.partition("=")[0] in answer.get_json()["errors"]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"category": "no such"}, "answers.category"),
        ({"danger": "perhaps"}, "answers.danger"),
        ({"description": ""}, "answers.description"),
        ({"description": 5}, "answers.description"),
        ({"description": "x" * 5000}, "answers.description"),
        ({"place": "Elm Street"}, "answers.place"),
        ({"email": "nobody"}, "answers.email"),
        ({"state": "done"}, "answers.state"),
        ({"tenant_id": 1}, "answers.tenant_id"),
    ],
)
def test_answers_are_checked_by_field_and_nothing_is_opened(officer: Program, answers, field) -> None:
    answer = officer.post("/cases", request_body(**answers), key=str(uuid4()))
    assert answer.status_code == 422
    assert field in answer.get_json()["errors"]


@pytest.mark.parametrize("extra", ["id", "tenant_id", "number", "state", "sealed", "assignee_id", "version"])
def test_a_column_that_no_shape_names_is_refused(officer: Program, extra: str) -> None:
    answer = officer.post("/cases", {**request_body(), extra: 1}, key=str(uuid4()))
    assert answer.status_code == 422
    assert extra in answer.get_json()["errors"]


def test_a_service_of_another_office_or_purpose_is_not_opened(officer: Program, program, lakeshore) -> None:
    foreign = officer.post("/cases", {**request_body(), "workflow": "vehicle_transfer"}, key=str(uuid4()))
    assert "workflow" in foreign.get_json()["errors"]
    triage = program(lakeshore, "request_officer", purpose="triage")
    assert triage.post("/cases", request_body(), key=str(uuid4())).status_code == 403
