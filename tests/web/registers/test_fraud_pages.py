"""Signs of fraud on pages: a list, the rows behind each, and an end that says what came of it."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from casework.models import FraudFlag
from tests.web.registers.conftest import Place

REASON = "One of them was a clerk's typing error."


@pytest.fixture
def flag(north: Place):
    """A fall of the odometer of the vehicle on record."""
    ids = north.ids
    with north.records() as session:
        row = FraudFlag(
            id=uuid4(),
            kind="odometer_fall",
            subject_id=ids["vehicle"],
            since=date(2024, 5, 1),
            until=date(2026, 5, 1),
            evidence=[
                {"on": "2024-05-01", "vehicle": str(ids["vehicle"]), "reading": [91_400, "mi", "ACTUAL"]},
                {"on": "2026-05-01", "vehicle": str(ids["vehicle"]), "people": [str(ids["owner"])]},
            ],
            vehicles=[ids["vehicle"]],
            people=[ids["owner"]],
            involved=[],
        )
        session.add(row)
        session.commit()
        return row.id


def text(here, path):
    answer = here.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_only_who_reviews_them_comes_in(north, flag):
    for title in ("title_clerk", "title_examiner", "cashier", "privacy_officer"):
        assert north.browser(title).get("/desk/flags/").status_code == 403


def test_a_flag_is_read_with_its_rows_and_closed_with_what_came_of_it(north, flag):
    here, path = north.browser("supervisor"), f"/desk/flags/{flag}"
    assert "Odometer fell" in text(here, "/desk/flags/?kind=odometer_fall")
    page = text(here, path)
    assert "91,400 miles" in page and "Actual mileage" in page and north.owner in page
    assert here.post(path, {"outcome": "explained", "reason": "short"}).status_code == 422
    assert here.post(path, {"outcome": "", "reason": REASON}).status_code == 422
    assert here.post(path, {"outcome": "wrong_entry", "reason": REASON}).status_code == 303
    page = text(here, path)
    assert "typing error" in page and "Mark as looked at" not in page
    assert "Something was entered wrong" in text(here, "/desk/flags/?closed=yes")
    with north.records() as session:
        assert session.scalars(select(FraudFlag.outcome).where(FraudFlag.id == flag)).one() == "wrong_entry"


def test_next_door_it_is_not_there_and_a_charity_has_no_such_page(north, east, bank, flag):
    assert east.browser("supervisor").get(f"/desk/flags/{flag}").status_code == 404
    assert bank.browser("finance_officer").get("/desk/flags/").status_code == 403
    assert north.browser("supervisor").get("/desk/flags/?before=junk").status_code == 200
