"""Reports and statements at the desk: sums that lead to their lines, files under the rights of the screen."""

import csv
import io

import pytest
from sqlalchemy import select

from casework.base.clock import today
from casework.models import Fund
from casework.services.typesetting.typeset import stop_typesetting
from tests.factories.tenants import TIMEZONE
from tests.web.registers.test_gift_pages import donor, enter, here, text_of
from tests.working import work_off

__all__ = ["donor", "here"]


@pytest.fixture(scope="module", autouse=True)
def _one_typesetter():
    yield
    stop_typesetting()


def test_a_sum_leads_to_its_lines_on_the_page_and_in_files_that_run_nothing(bank, here, donor):
    enter(here, donor)
    page = text_of(here.get("/desk/giving/?year=2026"))
    assert "$1,250.00" in page and "<svg" in page
    lines = text_of(here.get("/desk/giving/lines?year=2026&month=3"))
    assert "CNRY Donor" in lines and "$1,250.00" in lines
    rows = list(
        csv.reader(io.StringIO(here.get("/desk/giving/lines.csv?year=2026&month=3").data.decode("utf-8-sig")))
    )
    assert rows[1][0] == "2026-03-02" and rows[1][5] == "1250.00" and rows[1][3].startswith("CNRY Donor")
    book = here.get("/desk/giving/lines.xlsx?year=2026")
    assert book.data.startswith(b"PK") and book.headers["Cache-Control"] == "no-store"
    journal = here.get("/desk/giving/journal.csv?year=2026").data.decode("utf-8-sig")
    told = list(csv.DictReader(io.StringIO(journal)))
    debit, credit = (sum(float(row[side] or 0) for row in told) for side in ("debit", "credit"))
    assert told and debit == credit > 0 and "CNRY" not in journal
    for query in ("year=x", "year=99999999999", "year=1950", "currency=EUR", "currency=usd"):
        assert here.get(f"/desk/giving/?{query}").status_code == 200
    for query in ("month=13", "month=x", "fund=x"):
        assert here.get(f"/desk/giving/lines?{query}").status_code == 404
    assert here.get("/desk/giving/lines?after=nonsense").status_code == 422
    assert here.get("/desk/giving/due").status_code == 200


def test_who_keeps_no_books_gets_no_journal_and_another_charity_none_of_it(bank, other_bank, here, donor):
    enter(here, donor)
    manager = bank.browser("donor_manager")
    manager.post("/desk/purpose/donor_care", form="/desk/purpose/")
    assert "CNRY Donor" in text_of(manager.get("/desk/giving/lines?year=2026"))
    assert manager.get("/desk/giving/journal.csv").status_code == 403
    assert bank.browser("volunteer_coordinator").get("/desk/giving/").status_code == 403
    there = other_bank.browser("finance_officer")
    there.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    assert "CNRY Donor" not in text_of(there.get("/desk/giving/lines?year=2026"))


def test_statements_of_a_year_are_made_by_a_job_and_printed(bank, here, donor, app, settings):
    enter(here, donor)
    assert here.post("/desk/statements/", {"year": "2999"}).status_code == 422
    assert here.post("/desk/statements/", {"year": "2026"}).status_code == 303
    assert "data-live" in text_of(here.get("/desk/statements/?year=2026"))
    assert here.post("/desk/statements/", {"year": "2026"}).status_code == 409
    work_off(app, settings)
    page = text_of(here.get("/desk/statements/?year=2026"))
    assert "data-live" not in page and "CNRY Donor" in page
    found = next(part for part in page.split("/desk/statements/")[1:] if len(part.split('"')[0]) == 36)
    paper = here.get(f"/desk/statements/{found.split(chr(34))[0]}")
    assert paper.data.startswith(b"%PDF")


def test_restricted_money_is_released_from_the_page_of_funds(bank, here, donor):
    here.get(f"/desk/gifts/new?donor={donor}")  # the first form makes the funds that an office begins with
    with bank.records() as session:
        funds = {row.code: row for row in session.scalars(select(Fund))}
        general, food = str(funds["general"].id), funds["food"].id
    day = today(TIMEZONE)
    when = {"received-day": str(day.day), "received-month": str(day.month), "received-year": str(day.year)}
    form = {"kind": "money", "amount": "50.00", "method": "cash", "fund": str(food), **when}
    assert here.post(f"/desk/gifts/new?donor={donor}", form).status_code == 303
    path = f"/desk/funds/{food}/release"
    wrong = here.post(
        path, {"release": "1e9", "until": general, "release_reason": "Met"}, form="/desk/funds/"
    )
    assert wrong.status_code == 422 and "1e9" in text_of(wrong)
    done = here.post(
        path, {"release": "20.00", "until": general, "release_reason": "Met"}, form="/desk/funds/"
    )
    assert done.status_code == 303 and "still holds" in text_of(here.get("/desk/funds/"))
