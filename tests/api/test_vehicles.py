"""Vehicles and plates through the API: facts for the register's purpose, names for those the law permits."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from casework.models import LedgerEntry
from casework.services.office import office_by_id
from tests.api.programs import Program
from tests.api.scenes import Garage, make_garage

FACTS = {"Purpose-Facts": '{"programme": "R-2026-14"}'}


@pytest.fixture(scope="module")
def garage(app: Flask, northport) -> Garage:
    return make_garage(app, northport, "8ABC123", 4352)


@pytest.fixture(scope="module")
def next_door(app: Flask, eastvale) -> Garage:
    return make_garage(app, eastvale, "9XYZ987", 777)


@pytest.fixture(scope="module")
def counter(program, northport) -> Program:
    """Reads facts about vehicles, and no names."""
    return program(northport, "title_examiner", purpose="registry")


@pytest.fixture(scope="module")
def recall(program, northport) -> Program:
    """Reads for recalls, theft and emissions."""
    return program(northport, "title_examiner", purpose="b2")


def test_a_vehicle_is_found_by_its_vin(counter: Program, garage: Garage) -> None:
    found = counter.get(f"/vehicles?vin={garage.vin}").get_json()
    assert [row["id"] for row in found["exact"]] == [str(garage.vehicle)]
    assert counter.get("/vehicles?vin=1HGCM82633A004352").get_json() == {"exact": [], "similar": []}


def test_facts_about_a_vehicle_are_open_without_its_owner(counter: Program, garage: Garage) -> None:
    answer = counter.get(f"/vehicles/{garage.vehicle}")
    assert answer.status_code == 200, answer.get_json()
    told = answer.get_json()
    assert told["vin"] == garage.vin and told["plates"][0]["display"] == garage.plate
    assert told["ownerships"][0]["owners"] == []
    owners = told["withheld"]["owners"]
    assert (owners["withheld"], owners["rule"], owners["classes"]) == (True, "purpose", ["contact"])
    assert "b2" in owners["needs"]["purposes"] and "Title clerk" in owners["ask"]
    text = answer.get_data(as_text=True)
    assert garage.owner_name not in text and str(garage.owner) not in text


def test_a_permissible_use_demands_its_facts_with_each_reading(recall: Program, garage: Garage) -> None:
    path = f"/vehicles/{garage.vehicle}"
    missing = recall.get(path)
    assert (missing.status_code, missing.get_json()["code"]) == (403, "PURPOSE_FACTS_MISSING")
    for facts, field in (
        ("{}", "Purpose-Facts.programme"),
        ('{"programme": ""}', "Purpose-Facts.programme"),
        ('{"programme": 5}', "Purpose-Facts.programme"),
        ('{"programme": "x", "colour": "red"}', "Purpose-Facts.colour"),
        ("[]", "Purpose-Facts"),
        ("null", "Purpose-Facts"),
    ):
        wrong = recall.get(path, headers={"Purpose-Facts": facts})
        assert wrong.status_code == 422
        assert field in wrong.get_json()["errors"]
    assert recall.get(path, headers={"Purpose-Facts": "programme=R"}).status_code == 400


def test_with_its_facts_on_the_ledger_a_permissible_use_reads_the_owner(
    app: Flask, recall: Program, garage: Garage
) -> None:
    answer = recall.get(f"/vehicles/{garage.vehicle}", headers=FACTS)
    assert answer.status_code == 200
    assert answer.get_json()["ownerships"][0]["owners"][0]["name"] == garage.owner_name
    assert answer.get_json()["withheld"] == {}
    with app.app_context():
        office = office_by_id(recall.user.tenant.id)
        with office.open(office.system("verify_ledger")) as session:
            mine = select(LedgerEntry.act).where(LedgerEntry.actor_id == recall.user.id)
            acts = session.scalars(mine.order_by(LedgerEntry.id)).all()
    assert acts[0] == "purpose.declared" and set(acts[1:]) == {"disclosed"}


def test_a_case_purpose_or_work_list_purpose_reads_no_register(program, northport, garage: Garage) -> None:
    for purpose in ("title_transfer", "triage", "self"):
        other = program(northport, "title_examiner", purpose=purpose)
        for path in (f"/vehicles/{garage.vehicle}", f"/vehicles?vin={garage.vin}", "/plates/8ABC123"):
            answer = other.get(path)
            assert answer.status_code == 403
            assert garage.vin not in answer.get_data(as_text=True)


def test_a_plate_tells_which_vehicle_carried_it_when(counter: Program, garage: Garage) -> None:
    told = counter.get("/plates/8abc-123").get_json()
    assert [row["vehicle_id"] for row in told["plates"][0]["carried"]] == [str(garage.vehicle)]
    assert told["plates"][0]["carried"][0]["registrant_id"] is None
    assert (told["plates"][0]["carried"][0]["status_now"], told["plates"][0]["gaps"]) == ("ASSIGNED", [])
    for at, carried in (
        ("2020-04-30", 0),
        ("2020-05-01", 1),
        ("2026-03-01T09:00:00Z", 1),
        ("2026-03-01T09:00:00+02:00", 1),
    ):
        found = counter.get("/plates/8ABC123", query_string={"valid_at": at}).get_json()
        assert len(found["plates"][0]["carried"]) == carried, at
    before_it_was_entered = {"valid_at": "2026-03-01", "known_at": "2019-01-01"}
    assert (
        counter.get("/plates/8ABC123", query_string=before_it_was_entered).get_json()["plates"][0]["carried"]
        == []
    )


def test_the_owner_of_a_plate_is_told_for_a_moment_and_as_known_at_another(
    counter: Program, recall: Program, garage: Garage
) -> None:
    path = "/plates/8abc-123/owners"
    told = recall.get(path, query_string={"valid_at": "2026-03-01"}, headers=FACTS).get_json()
    (row,) = told["carried"]
    assert [owner["name"] for owner in row["owners"]] == [garage.owner_name]
    assert (row["status_now"], row["role"], row["owned_since"][:10]) == ("ASSIGNED", "primary", "2020-05-01")
    for asked in ({"valid_at": "2020-04-30"}, {"valid_at": "2026-03-01", "known_at": "2019-01-01"}):
        assert recall.get(path, query_string=asked, headers=FACTS).get_json()["carried"] == []
    closed = counter.get(path, query_string={"valid_at": "2026-03-01"})
    assert closed.get_json()["carried"][0]["owners"] == [] and "owners" in closed.get_json()["withheld"]
    assert garage.owner_name not in closed.get_data(as_text=True)
    assert counter.get("/plates/8ABCI23/owners").status_code == 404, "one that only looks like it is none"
    assert counter.get(f"{path}?valid_at=yesterday").status_code == 422


def test_a_chain_of_title_is_told_as_it_stood(counter: Program, recall: Program, garage: Garage) -> None:
    path = f"/vehicles/{garage.vehicle}/chain"
    (step,) = recall.get(path, headers=FACTS).get_json()["steps"]
    assert (step["owners"][0]["name"], step["break_before"], step["brands"]) == (garage.owner_name, None, [])
    assert counter.get(path).get_json()["steps"][0]["owners"] == []
    for asked in ("known_at=2019-01-01", "valid_at=2020-04-30"):
        assert counter.get(f"{path}?{asked}").get_json()["steps"] == []
    assert len(counter.get(f"{path}?valid_at=2020-05-01").get_json()["steps"]) == 1


def test_a_plate_that_only_looks_like_it_is_told_apart(counter: Program, garage: Garage) -> None:
    told = counter.get("/plates/8ABCI23").get_json()
    assert told["plates"] == []
    assert [row["display"] for row in told["similar"]] == [garage.plate]


@pytest.mark.parametrize(
    "at", ["yesterday", "2026-13-01", "0001-01-01", "2026-03-01T09:00:00", "9" * 40, "%00"]
)
def test_a_moment_that_is_none_is_refused(counter: Program, garage: Garage, at: str) -> None:
    answer = counter.get(f"/plates/8ABC123?valid_at={at}")
    assert answer.status_code in (200, 400, 422)
    assert answer.status_code == 200 or answer.mimetype == "application/problem+json"


def test_another_offices_vehicles_and_plates_are_as_absent_as_those_that_never_were(
    counter: Program, next_door: Garage
) -> None:
    foreign, never = counter.get(f"/vehicles/{next_door.vehicle}"), counter.get(f"/vehicles/{uuid4()}")
    assert (foreign.status_code, never.status_code) == (404, 404)
    assert foreign.get_json()["detail"] == never.get_json()["detail"]
    assert counter.get(f"/vehicles?vin={next_door.vin}").get_json() == {"exact": [], "similar": []}
    assert counter.get(f"/plates/{next_door.plate}").status_code == 404
    assert counter.get("/plates/NEVER1").status_code == 404


def test_another_states_plate_with_this_text_is_another_plate(counter: Program, garage: Garage) -> None:
    assert counter.get("/plates/8ABC123?jurisdiction=US-CA").status_code == 200
    for path in ("/plates/8ABC123?jurisdiction=US-NV", "/plates/8ABC123/owners?jurisdiction=US-NV"):
        assert counter.get(path).status_code == 404


def test_the_plates_of_a_vehicle_are_told_for_a_moment(counter: Program, garage: Garage) -> None:
    path = f"/vehicles/{garage.vehicle}/plates"
    (row,) = counter.get(path).get_json()["plates"]
    assert (row["display"], row["role"], row["status_now"]) == (garage.plate, "primary", "ASSIGNED")
    for asked, count in (
        ("valid_at=2020-04-30", 0),
        ("valid_at=2020-05-01", 1),
        ("valid_at=2026-03-01&known_at=2019-01-01", 0),
    ):
        assert len(counter.get(f"{path}?{asked}").get_json()["plates"]) == count, asked
    assert counter.get(f"/vehicles/{uuid4()}/plates").status_code == 404
    assert counter.get(f"{path}?valid_at=soon").status_code == 422
