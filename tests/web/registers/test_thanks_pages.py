"""The queue of thanks at the desk: filtered, many written to by a job, noted by hand; receipts of a year by number."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from casework.base.clock import today
from casework.models import Gift, Letter, Thanks, ThanksRun
from casework.services.typesetting.typeset import stop_typesetting
from tests.factories.tenants import TIMEZONE
from tests.web.registers.test_gift_pages import enter, text_of, the_gift
from tests.working import work_off


@pytest.fixture(scope="module", autouse=True)
def _one_typesetter():
    yield
    stop_typesetting()


@pytest.fixture(scope="module")
def here(bank):
    browser = bank.browser("donor_manager")
    browser.post("/desk/purpose/donor_care", form="/desk/purpose/")
    return browser


@pytest.fixture(scope="module")
def books(bank):
    browser = bank.browser("finance_officer")
    browser.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    return browser


@pytest.fixture
def gift(bank, books):
    """A gift of today by a donor with an address and an e-mail."""
    person = {"kind": "person", "name": f"CNRY Giver {uuid4().hex[:6]}", "language": "es"}
    person |= {"address": "40 Heron Lane", "email": f"{uuid4().hex[:8]}@example.org"}
    donor = UUID(books.post("/desk/donors/new", person).location.rsplit("donor=", 1)[1])
    day = today(TIMEZONE)
    when = {"received-day": str(day.day), "received-month": str(day.month), "received-year": str(day.year)}
    assert enter(books, donor, **when).status_code == 303
    return the_gift(bank, donor)


def thanks_of(bank, gift):
    with bank.records() as session:
        return session.scalars(select(Thanks).where(Thanks.gift_id == gift.id)).one()


def test_ticked_gifts_are_thanked_by_a_job_and_the_run_says_how_far_it_is(bank, here, gift, app, settings):
    row = thanks_of(bank, gift)
    page = text_of(here.get("/desk/thanks/"))
    assert gift.number in page and "Spanish" in page
    answer = here.post("/desk/thanks/run", {"gift": str(row.id), "wanted": "auto", "do": "ticked"})
    assert answer.status_code == 303
    run = answer.location.split(f"/t/{here.tenant.slug}", 1)[1]
    assert "data-live" in text_of(here.get(run))
    work_off(app, settings)
    told = text_of(here.get(run))
    assert "data-live" not in told
    assert thanks_of(bank, gift).how == "email"
    mail = thanks_of(bank, gift).letter_id
    with bank.records() as session:
        assert session.scalars(select(Letter.language).where(Letter.id == mail)).one() == "es"
    assert gift.number in text_of(here.get("/desk/thanks/?view=thanked&language=es"))
    assert gift.number not in text_of(here.get("/desk/thanks/?view=thanked&language=vi"))
    assert "By e-mail" in text_of(here.get(f"/desk/gifts/{gift.id}"))


def test_letters_are_printed_by_who_may_read_what_stands_on_them(bank, here, gift, app, settings):
    row = thanks_of(bank, gift)
    here.post("/desk/thanks/run", {"gift": str(row.id), "wanted": "letter", "do": "ticked"})
    work_off(app, settings)
    with bank.records() as session:
        run = session.scalars(select(ThanksRun.id).order_by(ThanksRun.made_at.desc()).limit(1)).one()
    page = text_of(here.get(f"/desk/thanks/runs/{run}"))
    link = page.split("/desk/thanks/papers/")[1].split('"')[0]
    paper = here.get(f"/desk/thanks/papers/{link}")
    assert paper.data.startswith(b"%PDF") and paper.headers["Cache-Control"] == "no-store"
    assert bank.browser("volunteer_coordinator").get(f"/desk/thanks/papers/{link}").status_code == 403


def test_nothing_ticked_and_nothing_known_are_said_and_do_no_harm(bank, here, other_bank, gift):
    row = thanks_of(bank, gift)
    for told in ({"do": "ticked", "wanted": "auto"}, {"gift": str(row.id), "wanted": "smoke"}, {"gift": "x"}):
        assert here.post("/desk/thanks/run", told).status_code == 422
    assert here.post("/desk/thanks/done", {"gift": str(row.id), "how": "smoke"}).status_code == 422
    assert here.post("/desk/thanks/done", {"gift": str(row.id), "how": "phone"}).status_code == 303
    assert thanks_of(bank, gift).how == "phone"
    assert (
        here.post("/desk/thanks/done", {"gift": str(row.id), "how": "again", "view": "thanked"}).status_code
        == 303
    )
    for query in ("view=x", "fund=x", f"fund={uuid4()}", "language=xx"):
        assert here.get(f"/desk/thanks/?{query}").status_code == 200
    assert here.get("/desk/thanks/?after=nonsense").status_code == 422
    assert here.get(f"/desk/thanks/runs/{uuid4()}").status_code == 404
    there = other_bank.browser("donor_manager")
    there.post("/desk/purpose/donor_care", form="/desk/purpose/")
    assert "CNRY Giver" not in text_of(there.get("/desk/thanks/"))
    there.post("/desk/thanks/done", {"gift": str(row.id), "how": "phone"})
    assert thanks_of(bank, gift).status == "due"


def test_a_receipt_is_cancelled_with_a_reason_and_the_year_lists_every_number(bank, here, books, gift):
    page = f"/desk/gifts/{gift.id}"
    assert books.post(f"{page}/receipt", form=page).status_code == 303
    refused = books.post(f"{page}/receipt/cancel", {"cancel_reason": ""}, form=page)
    assert refused.status_code == 422 and "Say why it is cancelled" in text_of(refused)
    assert (
        books.post(
            f"{page}/receipt/cancel", {"cancel_reason": "CNRYWHY spelled wrongly"}, form=page
        ).status_code
        == 303
    )
    assert books.post(f"{page}/receipt", form=page).status_code == 303
    shown = text_of(books.get(page))
    assert "Replaces" in shown and "CNRYWHY" in shown
    year = text_of(here.get("/desk/receipts/"))
    assert "CNRYWHY" in year and "Numbers are missing" not in year
    for query in ("year=x", "year=99999999", "year=1900", "after=x", "after=2"):
        assert here.get(f"/desk/receipts/?{query}").status_code == 200
    with bank.records() as session:
        assert session.scalars(select(Gift.status).where(Gift.id == gift.id)).one() == "receipted"
