"""Plates at the counter: put on, taken off, and the past corrected without being rewritten."""

import random
import re
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from casework.models import PlateAssignment, PlateIssue
from casework.services.people.register_person import NewPerson, register_person
from casework.services.vehicles.register_vehicle import enter_first_owners
from tests.services.vehicles.scene import a_vehicle


def text_of(answer):
    return answer.get_data(as_text=True)


def a_plate():
    """A new standard plate that looks like no other here."""
    letters = [random.choice("ABCEFGHJKLMNPRTUVWXY") for _ in range(3)]
    return f"7{''.join(letters)}{random.randint(100, 999)}"


@pytest.fixture(scope="module")
def here(north):
    return north.browser("title_examiner")


@pytest.fixture
def bare(north):
    """A vehicle with an owner and no plate."""
    with north.records() as session:
        vehicle = a_vehicle(session, uuid4().int % 900_000 + 1000)
        owner = register_person(session, NewPerson("Ana Owner")).id
        enter_first_owners(session, vehicle, [owner], since=date(2021, 1, 1))
        session.commit()
        return vehicle.id


def test_a_plate_goes_on_comes_off_and_goes_on_again(north, here, bare):
    page, text = f"/desk/vehicles/{bare}/plate", a_plate()
    data = {"plate": text, "plate_class": "standard"}
    assert here.post(page, data).status_code == 303
    assert text in text_of(here.get(f"/desk/vehicles/{bare}"))
    (kept,) = re.findall(r'href="([^"]+/acts/held)"', text_of(here.get(page)))
    assert here.post(kept).status_code == 303
    assert here.post(page, data).status_code == 303
    with north.records() as session:
        rows = session.scalars(select(PlateAssignment).where(PlateAssignment.vehicle_id == bare)).all()
        assert session.scalars(select(PlateIssue.life).where(PlateIssue.id == rows[0].issue_id)).all() == [1]


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        ({"plate": "", "plate_class": "standard"}, 422, "Enter the plate"),
        ({"plate": "7NEW123", "plate_class": "golden"}, 422, "Choose a class of plate"),
        ({"plate": "8ABC123", "plate_class": "standard"}, 409, "This plate is in use. Choose another text"),
        ({"plate": "8ABCI23", "plate_class": "standard"}, 422, "Is it 8ABC123?"),
    ],
)
def test_a_plate_that_cannot_go_on_is_refused_in_words_and_kept_in_its_box(here, bare, data, status, said):
    answer = here.post(f"/desk/vehicles/{bare}/plate", data)
    assert answer.status_code == status and said in text_of(answer) and data["plate"] in text_of(answer)


def test_a_correction_keeps_the_struck_row(north):
    here = north.browser("supervisor")
    page = f"/desk/plates/{north.ids['mark']}"
    with north.records() as session:
        row = session.scalars(
            select(PlateAssignment).where(
                PlateAssignment.vehicle_id == north.ids["vehicle"], PlateAssignment.superseded_at.is_(None)
            )
        ).one()
    form = f"{page}/rows/{row.id}"
    truth = {"since-day": "1", "since-month": "6", "since-year": "2020"}
    assert here.post(form, truth).status_code == 422
    assert here.post(form, {**truth, "since-month": "13", "reason": "x"}).status_code == 422
    assert here.post(form, {**truth, "reason": "Delivery note 7"}).status_code == 303
    text = text_of(here.get(page))
    assert "<s>1 May 2020</s>" in text and "1 Jun 2020" in text
    assert here.get(form).status_code == 404


def test_foreign_ids_and_other_duties_do_not_get_in(north, east, here, bare):
    assert here.get(f"/desk/vehicles/{east.ids['vehicle']}/plate").status_code == 404
    path = f"/desk/vehicles/{east.ids['vehicle']}/plate"
    form = f"/desk/vehicles/{bare}/plate"
    assert here.post(path, {"plate": "7ZZZ777", "plate_class": "standard"}, form=form).status_code == 404
    assert north.browser("title_clerk").get(form).status_code == 403
    assert here.get(f"/desk/plates/{north.ids['mark']}/rows/{uuid4()}").status_code == 403
    lead = north.browser("supervisor")
    assert lead.get(f"/desk/plates/{east.ids['mark']}/rows/{uuid4()}").status_code == 404
