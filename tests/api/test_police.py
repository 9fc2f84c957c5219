"""The police through the API: part of a plate, and vehicles that shared one; for a declared use, all on the ledger."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from casework.models import LedgerEntry
from casework.services.office import office_by_id, office_of
from casework.services.vehicles.assign_plate import assign_plate
from casework.services.vehicles.history import midnight
from casework.services.vehicles.issue_plate import issue_plate
from casework.services.vehicles.register_vehicle import enter_first_owners
from tests.api.programs import Program
from tests.api.scenes import Garage, make_garage
from tests.services.vehicles.scene import a_vehicle

FACTS = {"Purpose-Facts": '{"agency": "Northport Police", "incident": "NP-26-1", "event_on": "2026-03-01"}'}
FIRST, SECOND = date(2021, 1, 1), date(2022, 1, 1)


@pytest.fixture(scope="module")
def garage(app: Flask, northport) -> Garage:
    """One of two cars of an owner that a plate serves in turn."""
    made = make_garage(app, northport, "6TRC001", 8101)
    with app.app_context():
        office = office_by_id(northport.id)
        with office.open(office.system("load_demo")) as session:
            zone = office_of(session).tenant.timezone
            other = a_vehicle(session, 8102, make="Kestrel", colour="Red").id
            enter_first_owners(session, a_vehicle(session, 8103), [made.owner], since=FIRST)
            issue = issue_plate(session, "WXL 88 T", "interchangeable", on=FIRST)
            for vehicle, since in ((made.vehicle, FIRST), (other, SECOND)):
                assign_plate(session, issue.id, vehicle, registrant=made.owner, since=midnight(since, zone))
            session.commit()
    return made


@pytest.fixture(scope="module")
def police(program, northport) -> Program:
    return program(northport, "police_desk", purpose="b1")


def test_part_of_a_plate_finds_the_vehicles_of_a_moment(police: Program, garage: Garage) -> None:
    def found(**asked: str) -> list[str]:
        answer = police.get("/plates", query_string={"pattern": "W?L8*", **asked}, headers=FACTS)
        assert answer.status_code == 200, answer.get_json()
        return sorted(row["vehicle"] for row in answer.get_json()["plates"])

    assert found() == ["2020 Honda Accord", "2020 Kestrel Accord"]
    assert found(valid_at="2021-06-01") == ["2020 Honda Accord"]
    assert found(valid_at="2021-06-01", known_at="2019-01-01") == []
    assert found(make="kestrel", colour="red", year="2020") == ["2020 Kestrel Accord"]
    assert found(year="1999") == []
    few = police.get("/plates?pattern=W*", headers=FACTS)
    assert (few.status_code, list(few.get_json()["errors"])) == (422, ["pattern"])


def test_vehicles_that_shared_a_plate_are_told_as_of_a_moment(police: Program, garage: Garage) -> None:
    path = f"/vehicles/{garage.vehicle}/linked"
    (row,) = police.get(path, headers=FACTS).get_json()["vehicles"]
    assert (row["vehicle"], row["plates"]) == ("2020 Kestrel Accord", ["WXL 88 T"])
    for asked in ("valid_at=2021-06-01", "known_at=2019-01-01"):
        assert police.get(f"{path}?{asked}", headers=FACTS).get_json()["vehicles"] == [], asked
    assert police.get(f"/vehicles/{uuid4()}/linked", headers=FACTS).status_code == 404


def test_the_police_desk_reads_an_owner_for_an_incident_and_not_without(
    app: Flask, police: Program, garage: Garage
) -> None:
    path = "/plates/6TRC001/owners?valid_at=2026-03-01"
    without = police.get(path)
    assert (without.status_code, without.get_json()["code"]) == (403, "PURPOSE_FACTS_MISSING")
    (row,) = police.get(path, headers=FACTS).get_json()["carried"]
    assert [owner["name"] for owner in row["owners"]] == [garage.owner_name]
    acts = {"purpose.declared", "plate.asked", "disclosed"}
    with app.app_context():
        office = office_by_id(police.user.tenant.id)
        with office.open(office.system("verify_ledger")) as session:
            mine = select(LedgerEntry.act).where(LedgerEntry.actor_id == UUID(str(police.user.id)))
            assert acts <= set(session.scalars(mine))


def test_tracing_is_for_the_police_and_for_a_use_alone(program, northport, garage: Garage) -> None:
    for title, purpose in (
        ("police_desk", "registry"),
        ("title_examiner", "registry"),
        ("title_examiner", "b2"),
    ):
        other = program(northport, title, purpose=purpose)
        for path in ("/plates?pattern=WXL*", f"/vehicles/{garage.vehicle}/linked"):
            answer = other.get(
                path, headers={"Purpose-Facts": '{"programme": "R-1"}'} if purpose == "b2" else {}
            )
            assert answer.status_code == 403, (title, purpose, path)
            assert "WXL" not in answer.get_data(as_text=True)
