"""Pledges, collections and the books at the desk: made, changed, collected from the bank, refused with a reason."""

import io
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.money import Money
from casework.domain.bank_file import Head, write_answers
from casework.domain.collection import Answer
from casework.models import CollectionAttempt, Fund, Gift, Instalment, Pledge
from tests.factories.browser import BASE, TOKEN
from tests.factories.tenants import TIMEZONE


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture(scope="module")
def here(bank):
    browser = bank.browser("finance_officer")
    browser.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    return browser


@pytest.fixture
def donor(here):
    person = {"kind": "person", "name": f"CNRY Giver {uuid4().hex[:6]}", "language": "en", "address": ""}
    return UUID(here.post("/desk/donors/new", person).location.rsplit("donor=", 1)[1])


def promise(bank, here, donor, **more):
    form = f"/desk/pledges/new?donor={donor}"
    assert here.get(form).status_code == 200
    with bank.records() as session:
        fund = session.scalars(select(Fund.id).where(Fund.code == "food")).one()
    day = now() - timedelta(days=3)
    told = {"kind": "recurring", "amount": "25.00", "often": "month-1", "day": str(min(day.day, 31))}
    told |= {"starts-day": str(day.day), "starts-month": str(day.month), "starts-year": str(day.year)}
    told |= {"method": "bank", "mandate": f"MND-{uuid4().hex[:8]}", "fund": str(fund), "instalments": ""}
    return here.post(form, told | more)


def upload(here, content: bytes):
    page = text_of(here.get("/desk/collections/"))
    found = TOKEN.search(page)
    assert found
    path = f"/t/{here.tenant.slug}/desk/collections/answers"
    data = {"csrf_token": found[1], "file": (io.BytesIO(content), "answer.txt")}
    return here.client.post(path, data=data, base_url=BASE, content_type="multipart/form-data")


def test_a_recurring_gift_is_made_changed_collected_from_the_bank_and_booked(bank, here, donor):
    page = promise(bank, here, donor).location.rsplit("/t/", 1)[1].split("/", 1)[1]
    page = f"/{page}"
    shown = text_of(here.get(page))
    assert "$25.00" in shown and "$300.00" in shown
    assert here.post("/desk/collections/orders", form="/desk/collections/").status_code == 303
    shown = text_of(here.get("/desk/collections/"))
    link = re.search(r'href="[^"]*(/desk/collections/orders/[0-9a-f-]+)"', shown)
    assert link
    orders = here.get(link[1]).data
    assert orders == here.get(link[1]).data and orders.startswith(b"H|casework-orders|")
    with bank.records() as session:
        pledge = session.scalars(select(Pledge).where(Pledge.donor_id == donor)).one()
        part = session.scalars(select(Instalment).where(Instalment.pledge_id == pledge.id)).one()
        key = session.scalars(
            select(CollectionAttempt.key).where(CollectionAttempt.instalment_id == part.id)
        ).one()
        amount = pledge.amount
    paid = Answer(key, charged=True, amount=Money(amount, "USD"), processor_id=uuid4().hex)
    whole = write_answers(Head(f"B-{uuid4().hex[:6]}", today(TIMEZONE), "USD"), [paid])
    refused = upload(here, whole[:-20])
    assert refused.status_code == 409 and "cut short" in text_of(refused)
    assert upload(here, whole).status_code == 303
    twice = upload(here, whole)
    assert twice.status_code == 409 and "taken in already" in text_of(twice)
    with bank.records() as session:
        gift = session.scalars(select(Gift).where(Gift.donor_id == donor)).one()
        assert gift.amount == 25_00
    answer = here.post(f"{page}/pause", {"reason": ""}, form=page)
    assert answer.status_code == 422 and "Say why" in text_of(answer)
    assert here.post(f"{page}/pause", {"reason": "Asked"}, form=page).status_code == 303
    assert here.post(f"{page}/resume", {"reason": "Goes on"}, form=page).status_code == 303
    assert "Asked" in text_of(here.get(page))
    assert "Paid" in text_of(here.get(page)) and "Given for a fund" in text_of(
        here.get(f"/desk/gifts/{gift.id}")
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"amount": "0"}, "more than zero"),
        ({"amount": "ten"}, "Enter an amount in figures"),
        ({"amount": "1.005"}, "decimals"),
        ({"mandate": "4111 1111 1111 1111"}, "card or account number"),
        ({"often": "day-1"}, "Choose how often"),
        ({"kind": "pledge", "instalments": "999"}, "in how many parts"),
        ({"starts-day": "31", "starts-month": "2"}, "Enter the day"),
    ],
)
def test_an_error_says_what_to_do_and_nothing_is_made(bank, here, donor, more, said):
    answer = promise(bank, here, donor, **more)
    assert answer.status_code == 422 and said in text_of(answer)
    with bank.records() as session:
        assert session.scalars(select(Pledge.id).where(Pledge.donor_id == donor)).all() == []


def test_a_month_is_closed_and_gifts_of_it_are_refused(bank, here, donor):
    month = (now().replace(day=1) - timedelta(days=40)).date()
    path = f"/desk/books/{month.year}/{month.month}"
    assert here.post(f"{path}/close", form="/desk/books/").status_code == 303
    assert here.post(f"{path}/close", form="/desk/books/").status_code == 409
    with bank.records() as session:
        fund = session.scalars(select(Fund.id).where(Fund.code == "food")).one()
    gift = {
        "kind": "money",
        "amount": "5",
        "method": "cash",
        "fund": str(fund),
        "received-day": str(month.day),
    }
    gift |= {"received-month": str(month.month), "received-year": str(month.year)}
    answer = here.post(f"/desk/gifts/new?donor={donor}", gift)
    assert answer.status_code == 409 and "are closed" in text_of(answer)
    assert here.post(f"{path}/reopen", {"reason": "mine"}, form="/desk/books/").status_code == 403
    boss = bank.browser("director")
    boss.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    assert boss.post(f"{path}/reopen", {"reason": ""}, form="/desk/books/").status_code == 422
    assert boss.post(f"{path}/reopen", {"reason": "Found a check"}, form="/desk/books/").status_code == 303
    assert "Found a check" in text_of(here.get("/desk/books/"))


def test_nobody_next_door_sees_a_pledge(bank, here, donor, other_bank):
    page = promise(bank, here, donor).location.split("/desk/", 1)[1]
    stranger = other_bank.browser("finance_officer")
    stranger.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    assert stranger.get(f"/desk/{page}").status_code == 404
    assert "CNRY Giver" not in text_of(stranger.get("/desk/pledges/"))


def test_an_answer_that_nobody_could_book_is_settled_on_its_page(bank, here, donor):
    page = promise(bank, here, donor).location.rsplit("/", 1)[1]
    assert here.post("/desk/collections/orders", {}).status_code == 303
    with bank.records() as session:
        parts = select(Instalment.id).where(Instalment.pledge_id == UUID(page))
        held = session.scalars(
            select(CollectionAttempt).where(CollectionAttempt.instalment_id.in_(parts))
        ).one()
        held.code, held.told_amount, held.told_id = "other_amount", 26_00, "p-7711"
        at = f"/desk/collections/held/{held.id}"
        session.commit()
    assert at in text_of(here.get("/desk/collections/"))
    shown = text_of(here.get(at))
    assert "$25.00" in shown and "$26.00" in shown and 'value="p-7711"' in shown
    told = {"outcome": "charged", "amount": "26.00", "processor_id": "p-7711", "reason": "Ana, by phone"}
    for box in ("outcome", "reason", "processor_id"):
        lacking = here.post(at, told | {box: ""})
        assert lacking.status_code == 422 and "Ana" in text_of(lacking) + told["reason"], box
    assert here.post(at, told).status_code == 303
    assert "Answer settled: it was charged" in text_of(here.get(f"/desk/pledges/{page}"))
    assert here.get(at).status_code == 404
    assert here.post(at, told, form="/desk/collections/").status_code == 404


def test_the_donors_page_shows_what_is_promised_and_how_it_stands(bank, here, donor):
    pledge = promise(bank, here, donor).location.rsplit("/", 1)[1]
    page = text_of(here.get(f"/desk/donors/{donor}"))
    box = page.split('id="d-pledges"', 1)[1].split("</section>", 1)[0]
    assert f"/desk/pledges/{pledge}" in box and "$25.00" in box and "Running" in box
    assert here.post(f"/desk/pledges/{pledge}/pause", {"reason": "Asked"}).status_code == 303
    box = text_of(here.get(f"/desk/donors/{donor}")).split('id="d-pledges"', 1)[1].split("</section>", 1)[0]
    assert "Paused" in box and "Running" not in box
    again = here.post(f"/desk/pledges/{pledge}/pause", {"reason": "Asked"})
    assert again.status_code == 409 and "(PLEDGE_PAUSED_ALREADY)" in text_of(again)
