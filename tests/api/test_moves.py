"""Moves through the API: listed with what stands in the way, made once, never over somebody else's."""

from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import request_body
from tests.api.programs import Program
from tests.api.scenes import hand_over

TRIAGE = {"asked": {"priority": "normal"}}


@pytest.fixture
def case(officer: Program) -> dict[str, Any]:
    return officer.post("/cases", request_body(), key=str(uuid4())).get_json()


def at(case: dict[str, Any], move: str = "") -> str:
    return f"/cases/{case['number']}/moves" + (f"/{move}" if move else "")


def test_the_moves_of_a_case_say_what_they_ask_and_what_stands_in_the_way(officer, case) -> None:
    answer = officer.get(at(case))
    told = answer.get_json()
    assert answer.headers["ETag"] == f'"{case["version"]}"'
    moves = {move["name"]: move for move in told["moves"]}
    assert told["state"]["name"] == "new"
    assert moves["triage"]["possible"]
    assert [field["name"] for field in moves["triage"]["asks"]] == ["priority"]
    assert not any(move["possible"] is False and not move["hindrances"] for move in told["moves"])


def test_a_move_for_another_duty_says_so(program, lakeshore, case) -> None:
    field = program(lakeshore, "field_worker", purpose="request_handling")
    version = hand_over(field, case["id"])
    moves = {move["name"]: move for move in field.get(at(case)).get_json()["moves"]}
    assert moves["triage"]["possible"] is False
    assert moves["triage"]["hindrances"][0]["code"] == "NOT_YOURS"
    refused = field.post(at(case, "triage"), TRIAGE, match=version)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "NOT_YOURS")


def test_a_move_brings_the_case_on_and_gives_its_new_version(officer, case) -> None:
    answer = officer.post(at(case, "triage"), TRIAGE, match=case["version"])
    assert answer.status_code == 200, answer.get_json()
    told = answer.get_json()
    assert told["state"] == "triaged" and told["version"] > case["version"]
    assert answer.headers["ETag"] == f'"{told["version"]}"'
    assert officer.get(f"/cases/{case['id']}").get_json()["facts"]["priority"]["value"] == "normal"


def test_a_move_needs_the_version_it_was_decided_on(officer, case) -> None:
    assert officer.post(at(case, "triage"), TRIAGE).status_code == 428
    old = officer.post(at(case, "triage"), TRIAGE, match=case["version"] + 7)
    assert old.status_code == 412
    assert old.headers["ETag"] == f'"{case["version"]}"'
    for nonsense in ("3", 'W/"3"', '"x"', '""', '"3", "4"'):
        assert officer.post(at(case, "triage"), TRIAGE, match=nonsense).status_code == 422
    assert officer.post(at(case, "triage"), TRIAGE, match="*").status_code == 200


def test_of_two_who_decide_on_one_version_the_second_is_told(program, lakeshore, officer, case) -> None:
    second = program(lakeshore, "request_officer", purpose="request_handling")
    assert officer.post(at(case, "triage"), TRIAGE, match=case["version"]).status_code == 200
    answer = second.post(at(case, "withdraw"), {}, match=case["version"])
    assert answer.status_code == 412


def test_a_move_that_does_not_leave_this_state_is_refused_with_a_code(officer, case) -> None:
    answer = officer.post(at(case, "resolve"), {}, match=case["version"])
    assert (answer.status_code, answer.get_json()["code"]) == (409, "CASE_NEW_CANNOT_RESOLVE")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "asked.priority"),
        ({"asked": {"priority": "sometime"}}, "asked.priority"),
        ({"asked": {"priority": "normal", "state": "closed"}}, "asked.state"),
        ({"asked": "normal"}, "asked"),
        ({"asked": {"priority": "normal"}, "confirmed": ["nothing_like_it"]}, "confirmed"),
        ({"asked": {"priority": "normal"}, "confirmed": "x"}, "confirmed"),
        ({"asked": {"priority": "normal"}, "actor": "me"}, "actor"),
    ],
)
def test_what_a_move_asks_is_checked_by_field(officer, case, body, field) -> None:
    answer = officer.post(at(case, "triage"), body, match=case["version"])
    assert answer.status_code == 422
    assert field in answer.get_json()["errors"]


def test_another_offices_case_is_not_moved_and_not_told(neighbour, officer, case) -> None:
    for reference in (case["id"], case["number"], str(uuid4())):
        assert neighbour.get(f"/cases/{reference}/moves").status_code == 404
        answer = neighbour.post(f"/cases/{reference}/moves/triage", TRIAGE, match=case["version"])
        assert answer.status_code == 404
    assert officer.get(f"/cases/{case['id']}").get_json()["state"]["name"] == "new"


def test_a_move_that_there_is_not_is_not_found(officer, case) -> None:
    assert officer.post(at(case, "fly"), {}, match=case["version"]).status_code == 404


def test_a_move_sent_twice_under_one_key_is_made_once(officer, case) -> None:
    key = str(uuid4())
    answers = [officer.post(at(case, "triage"), TRIAGE, match=case["version"], key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].get_json() == answers[1].get_json()
    other = officer.post(at(case, "withdraw"), {}, match=case["version"], key=key)
    assert other.status_code == 422
