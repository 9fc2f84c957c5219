"""The counter's pages over a plate's whole life, and a vehicle through time."""

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from casework.base import clock
from casework.models import OdometerReading, PlateAssignment
from casework.services.people.register_person import NewPerson, register_person
from casework.services.vehicles.correct_history import Period, correct_assignment
from casework.services.vehicles.history import current, midnight
from casework.services.vehicles.register_vehicle import enter_first_owners
from casework.services.vehicles.transfer_title import TitleTransfer, transfer_title
from tests.services.vehicles.scene import a_vehicle
from tests.web.registers.test_plate_acts import a_plate, text_of

ZONE = "America/Los_Angeles"
AGENCY = {
    "agency": "County police",
    "incident": "I-7",
    "event_on-day": "1",
    "event_on-month": "11",
    "event_on-year": "2026",
}


@pytest.fixture(scope="module")
def boss(north):
    return north.browser("supervisor")


@pytest.fixture(scope="module")
def examiner(north):
    return north.browser("title_examiner")


@pytest.fixture(scope="module")
def two(north):
    """Two vehicles of one owner: their ids and VINs."""
    with north.records() as session:
        owner = register_person(session, NewPerson("CNRY Two Cars")).id
        made = [a_vehicle(session, uuid4().int % 900_000 + 1000) for _ in range(2)]
        for vehicle in made:
            enter_first_owners(session, vehicle, [owner], since=date(2021, 1, 1))
        session.commit()
        return [(vehicle.id, vehicle.vin) for vehicle in made]


def test_a_personalised_plate_is_reserved_issued_moved_lost_found_and_retired(north, boss, two):
    (first, vin), (_second, other_vin) = two
    text = f"SUN{uuid4().hex[:3].upper()}"
    asked = {"plate": text, "plate_class": "personalised", "begins": "reserved"}
    assert boss.post("/desk/plates/new", {**asked, "vin": "nonsense"}).status_code == 422
    page = boss.post("/desk/plates/new", {**asked, "vin": vin}).location
    assert "Reserved until" in text_of(boss.get(page))
    assert boss.post("/desk/plates/new", {**asked, "vin": vin}).status_code == 409
    put = boss.post(f"/desk/vehicles/{first}/plate", {"plate": text, "plate_class": "personalised"})
    assert put.status_code == 303
    refused = boss.post(f"{page}/move", {"vin": vin})
    assert refused.status_code == 409 and "on this vehicle already" in text_of(refused)
    assert boss.post(f"{page}/move", {"vin": other_vin}).status_code == 303
    assert boss.post(f"{page}/acts/lost", {"place": "front"}).status_code == 303
    told = text_of(boss.get(page))
    assert "Front: lost" in told and "Order a copy: Front" in told and "Assigned now" in told
    assert boss.post(f"{page}/pieces/front", form=page).status_code == 303
    wanting = boss.post(f"{page}/acts/lost")
    assert wanting.status_code == 409 and "Enter the number of the police report" in text_of(wanting)
    assert boss.post(f"{page}/acts/lost", {"number": "PD-88"}).status_code == 303
    assert boss.post(f"{page}/acts/found", {"number": "PD-88"}).status_code == 303
    retired = f"{page}/acts/retired"
    assert boss.post(retired, {"number": "D-1"}).status_code == 409
    (witness,) = re.findall(r'value="([0-9a-f-]{36})"[^>]*>title_examiner of', text_of(boss.get(retired)))
    assert boss.post(retired, {"number": "D-1", "witness": witness}).status_code == 303
    told = text_of(boss.get(page))
    assert "Retired" in told and "The number may be issued anew from" in told and "PD-88" in told
    again = boss.post("/desk/plates/new", {**asked, "vin": vin})
    assert again.status_code == 409 and "This number rests until" in text_of(again)


def test_who_gives_a_plate_back_hears_the_receipts_number(north, examiner, two):
    page, text = f"/desk/vehicles/{two[0][0]}/plate", a_plate()
    assert examiner.post(page, {"plate": text, "plate_class": "standard"}).status_code == 303
    (given,) = re.findall(r'href="([^"]+/acts/surrendered)"', text_of(examiner.get(page)))
    wrong = {"on-day": "31", "on-month": "2", "on-year": "2026"}
    assert examiner.post(given, wrong).status_code == 422
    answer = examiner.post(given)
    assert re.search(r"Receipt S20\d\d-\d{6}", text_of(examiner.get(answer.location)))


def test_what_a_duty_does_not_carry_is_not_offered_and_not_done(north, examiner, boss, east):
    page = f"/desk/plates/{north.ids['mark']}"
    offered = set(re.findall(r"/acts/(\w+)", text_of(examiner.get(page))))
    assert offered == {"surrendered", "lost", "stolen", "damaged", "held"}
    assert "revoked" in set(re.findall(r"/acts/(\w+)", text_of(boss.get(page))))
    assert examiner.get(f"{page}/acts/revoked").status_code == 403
    form = f"{page}/acts/held"
    assert examiner.post(f"{page}/acts/revoked", {"reason": "x"}, form=form).status_code == 403
    assert examiner.get(f"{page}/acts/painted").status_code == 404
    assert north.browser("title_clerk").get(form).status_code == 403
    assert examiner.get(f"/desk/plates/{east.ids['mark']}/acts/held").status_code == 404
    assert examiner.post(f"/desk/plates/{east.ids['mark']}/acts/held", form=form).status_code == 404
    assert examiner.post(f"/desk/plates/{east.ids['mark']}/move", {"vin": "x"}, form=form).status_code in (
        404,
        422,
    )


def test_a_letter_in_a_digits_place_leads_to_the_plate_that_was_meant(north, examiner):
    told = text_of(examiner.get("/desk/vehicles/?q=8XBC1Z4"))
    assert "Did you mean" not in told
    told = text_of(examiner.get("/desk/vehicles/?q=BABC123"))
    assert "Did you mean one of these" in told and str(north.ids["mark"]) in told


@pytest.fixture(scope="module")
def past(north):
    """A vehicle sold on 2 November as entered on the 5th, its plate's history corrected on the 10th."""
    with north.records() as session:
        with clock.at(datetime(2026, 1, 5, 18, tzinfo=UTC)):
            vehicle = a_vehicle(session, 770_000)
            seller = register_person(session, NewPerson("CNRY Past Seller")).id
            buyer = register_person(session, NewPerson("CNRY Past Buyer")).id
            enter_first_owners(session, vehicle, [seller], since=date(2020, 5, 1))
            for on, miles in ((date(2021, 5, 1), 30_000), (date(2023, 5, 1), 20_000)):
                session.add(OdometerReading(vehicle_id=vehicle.id, reading=miles, read_on=on))
            session.flush()
        with clock.at(datetime(2026, 11, 5, 18, tzinfo=UTC)):
            deed = TitleTransfer(vehicle.id, date(2026, 11, 2), frozenset({seller}), (buyer,))
            transfer_title(session, deed)
        session.commit()
        return vehicle.id


def test_a_vehicle_is_shown_as_it_was_and_as_we_said_it_was(north, boss, past):
    north.declare(boss, "b1", **AGENCY)
    asked = "valid-day=3&valid-month=11&valid-year=2026&known-day=4&known-month=11&known-year=2026"
    told = text_of(boss.get(f"/desk/vehicles/{past}/time?{asked}"))
    then, now = re.findall(r'<div class="notice"(.*?)</div>', told, re.S)
    assert "CNRY Past Seller" in then and "CNRY Past Buyer" not in then
    assert "CNRY Past Buyer" in now and "The two answers differ" in told
    assert "Lower than before" in told and 'class="alarm"' in told
    assert "The change before: 2 Nov 2026" not in told  # not known on the fourth
    whole = text_of(boss.get(f"/desk/vehicles/{past}/time"))
    assert "The change before: 2 Nov 2026" in whole and "The two answers differ" not in whole
    assert whole.count("CNRY Past Seller") >= 3  # drawing, chain, rows


def test_through_time_facts_are_open_and_names_are_not(north, examiner, past):
    told = text_of(examiner.get(f"/desk/vehicles/{past}/time"))
    assert "Chain of title" in told and "30,000 miles" in told and "CNRY Past" not in told
    assert "Withheld" in told and "CNRYPOLICE" not in text_of(
        examiner.get(f"/desk/vehicles/{north.ids['vehicle']}/time")
    )
    for wrong in (
        "valid-day=31&valid-month=2&valid-year=2026",
        "known-day=x",
        "valid-day=1&valid-month=1&valid-year=1",
    ):
        answer = examiner.get(f"/desk/vehicles/{past}/time?{wrong}")
        assert answer.status_code == 200 and "Enter a day that exists" in text_of(answer)


def test_a_corrected_row_stands_on_the_plates_page_with_its_reason(north, boss):
    with north.records() as session:
        row = current(session, PlateAssignment, vehicle_id=north.ids["vehicle"])[-1]
        made = correct_assignment(
            session, row.id, Period(midnight(date(2020, 7, 1), ZONE)), reason="CNRYWHY note"
        )
        assert made is not None
        session.commit()
    told = text_of(boss.get(f"/desk/plates/{north.ids['mark']}"))
    assert "Corrected: CNRYWHY note" in told


def test_part_of_a_plate_is_for_a_declared_use_of_the_police(north, examiner, boss, east):
    assert examiner.get("/desk/plates/trace").status_code == 403
    north.declare(boss, "b1", **AGENCY)
    assert boss.get("/desk/plates/trace").status_code == 200
    few = boss.get("/desk/plates/trace?pattern=8*")
    assert few.status_code == 422 and "at least 3 known characters" in text_of(few)
    found = text_of(boss.get("/desk/plates/trace?pattern=8A?C12*&make=honda"))
    assert "8ABC123" in found and str(north.ids["mark"]) in found and str(east.ids["mark"]) not in found
    assert "No plate on record fits" in text_of(boss.get("/desk/plates/trace?pattern=8A?C12*&make=kia"))
    assert boss.get("/desk/plates/trace?pattern=8ABC*&year=soon").status_code == 422
    assert boss.get(f"/desk/vehicles/{north.ids['vehicle']}/linked").status_code == 200
    assert boss.get(f"/desk/vehicles/{east.ids['vehicle']}/linked").status_code == 404


def test_a_registration_is_renewed_to_a_day_that_is_still_to_come(north, examiner, east, past):
    page = f"/desk/vehicles/{past}/registration"
    for day in ({}, {"until-day": "31", "until-month": "2", "until-year": "2090"}):
        assert examiner.post(page, day).status_code == 422
    gone = examiner.post(page, {"until-day": "1", "until-month": "1", "until-year": "2020"})
    assert gone.status_code == 422 and "Enter a day that is still to come" in text_of(gone)
    there = {"until-day": "1", "until-month": "1", "until-year": "2090"}
    assert "Registered until 1 Jan 2090" in text_of(examiner.get(examiner.post(page, there).location))
    assert examiner.get(f"/desk/vehicles/{east.ids['vehicle']}/registration").status_code == 404
