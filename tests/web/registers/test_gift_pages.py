"""Gifts at the desk: entered, receipted, taken back; what was typed is kept."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from casework.models import Gift, Receipt
from casework.services.typesetting.typeset import stop_typesetting
from tests.reading_pdf import words_of

GIFT = {
    "kind": "money",
    "amount": "1,250.00",
    "benefit": "",
    "method": "check",
    "goods": "",
    "received-day": "2",
    "received-month": "3",
    "received-year": "2026",
}


@pytest.fixture(scope="module", autouse=True)
def _one_typesetter():
    yield
    stop_typesetting()


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture(scope="module")
def here(bank):
    browser = bank.browser("finance_officer")
    browser.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    return browser


@pytest.fixture
def donor(here):
    answer = here.post(
        "/desk/donors/new",
        {
            "kind": "person",
            "name": f"CNRY Donor {uuid4().hex[:6]}",
            "language": "vi",
            "address": "40 Heron Lane",
        },
    )
    assert answer.status_code == 303
    return UUID(answer.location.rsplit("donor=", 1)[1])


def enter(here, donor, **more):
    form = f"/desk/gifts/new?donor={donor}"
    fund = (
        text_of(here.get(form))
        .split('<select class="input" id="fund"')[1]
        .split('<option value="')[2]
        .split('"')[0]
    )
    return here.post(form, {**GIFT, "fund": fund, **more})


def the_gift(bank, donor):
    with bank.records() as session:
        return session.scalars(select(Gift).where(Gift.donor_id == donor, Gift.reverses_id.is_(None))).one()


def test_a_gift_goes_from_the_form_to_a_receipt_that_stays_the_same(bank, here, donor):
    assert enter(here, donor).location.endswith(f"/desk/donors/{donor}")
    assert "$1,250.00" in text_of(here.get(f"/desk/donors/{donor}"))
    gift = the_gift(bank, donor)
    page = f"/desk/gifts/{gift.id}"
    assert here.post(f"{page}/receipt", form=page).status_code == 303
    with bank.records() as session:
        receipt = session.scalars(select(Receipt).where(Receipt.gift_id == gift.id)).one()
    first, second = (here.get(f"/desk/gifts/receipts/{receipt.id}") for _ in range(2))
    assert first.data.startswith(b"%PDF") and "DUPLICA" not in words_of(first.data)
    assert set(words_of(first.data).split()) < set(words_of(second.data).split())
    assert (
        first.headers["Content-Disposition"].startswith("attachment") and first.mimetype == "application/pdf"
    )
    again = here.post(f"{page}/receipt", form=page)
    assert again.status_code == 409 and "has its receipt" in text_of(again)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"amount": "lots"}, "Enter an amount in figures"),
        ({"amount": "0"}, "more than zero"),
        ({"amount": "1.005"}, "decimals"),
        ({"amount": "9" * 40}, "too large"),
        ({"benefit": "99999"}, "up to the amount"),
        ({"received-day": "31", "received-month": "2"}, "Enter the day, the month and the year"),
        ({"received-year": "9" * 30}, "Enter the day, the month and the year"),
        ({"received-year": "2199"}, "up to today"),
        ({"fund": ""}, "Choose what the gift is for"),
        ({"kind": "shares"}, "Choose money or goods"),
        ({"kind": "goods"}, "Say what was given"),
        ({"method": "barter"}, "Choose how it came"),
    ],
)
def test_an_error_says_what_to_do_and_keeps_what_was_typed(bank, here, donor, more, said):
    answer = enter(here, donor, **more)
    text = text_of(answer)
    assert answer.status_code == 422 and said in text and "Error" in text
    if "amount" not in more:
        assert 'value="1,250.00"' in text
    with bank.records() as session:
        assert session.scalars(select(Gift).where(Gift.donor_id == donor)).all() == []


def test_whoever_entered_a_gift_does_not_take_it_back(bank, here, donor):
    enter(here, donor)
    page = f"/desk/gifts/{the_gift(bank, donor).id}"
    refused = here.post(f"{page}/reverse", {"reason": "Bounced CNRYREASON"}, form=page)
    assert refused.status_code == 409 and "CNRYREASON" in text_of(refused)
    second = bank.browser("second")
    second.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    assert second.post(f"{page}/reverse", {"reason": " "}, form=page).status_code == 422
    assert second.post(f"{page}/reverse", {"reason": "Bounced"}, form=page).status_code == 303
    assert "Taken back" in text_of(second.get(page))


def test_a_gift_for_two_funds_says_what_each_holds_and_what_is_left(bank, here, donor):
    form = text_of(here.get(f"/desk/gifts/new?donor={donor}"))
    other = form.split('name="fund2"')[1].split('<option value="')[3].split('"')[0]
    enter(here, donor, part2="250", fund2=other)
    page = f"/desk/gifts/{the_gift(bank, donor).id}"
    told = text_of(here.get(page)).split("<dt>For</dt>")[1].split("</dd>")[0]
    assert "$1,000.00" in told and "$250.00" in told
    assert "Left of it" not in text_of(here.get(page))
    assert "and 1 more fund" in text_of(here.get(f"/desk/donors/{donor}"))
    second = bank.browser("second")
    second.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    given_back = second.post(f"{page}/refund", {"refund": "500", "refund_reason": "Asked"}, form=page)
    assert given_back.status_code == 303
    told = text_of(second.get(page)).split("<dt>For</dt>")[1].split("<dt>Receipt</dt>")[0]
    assert "$600.00" in told and "$150.00" in told and "$750.00" in told.split("Left of it")[1]


def test_lists_filter_and_bad_filters_do_no_harm(bank, here, donor):
    enter(here, donor)
    assert "$1,250.00" in text_of(here.get("/desk/gifts/?year=2026"))
    for query in ("year=1900", "year=x", "year=" + "9" * 50, "fund=nonsense", f"fund={uuid4()}"):
        assert here.get(f"/desk/gifts/?{query}").status_code == 200
    assert here.get("/desk/gifts/?after=nonsense").status_code == 422


def test_a_donor_manager_reads_gifts_but_enters_none(bank, here, donor):
    enter(here, donor)
    manager = bank.browser("donor_manager")
    manager.post("/desk/purpose/donor_care", form="/desk/purpose/")
    assert "$1,250.00" in text_of(manager.get(f"/desk/donors/{donor}"))
    assert manager.get(f"/desk/gifts/new?donor={donor}").status_code == 403
    assert bank.browser("volunteer_coordinator").get("/desk/gifts/").status_code == 403


def test_a_fund_is_opened_once(here):
    assert (
        here.post(
            "/desk/funds/", {"name": "Winter coats", "code": "coats", "restriction": "purpose"}
        ).status_code
        == 303
    )
    twice = here.post("/desk/funds/", {"name": "Winter coats", "code": "coats", "restriction": "purpose"})
    assert twice.status_code == 422 and "Another fund has this code" in text_of(twice)


def test_a_new_donor_with_bad_contacts_is_asked_again(here):
    answer = here.post(
        "/desk/donors/new", {"name": "Ana", "email": "no at sign", "kind": "person", "language": "xx"}
    )
    assert answer.status_code == 422 and "no at sign" in text_of(answer)
    assert here.post("/desk/donors/new", {"name": "  "}).status_code == 422


def test_another_charitys_gift_and_donor_are_not_there(other_bank, bank, here, donor):
    enter(here, donor)
    gift = the_gift(bank, donor).id
    there = other_bank.browser("finance_officer")
    there.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    for path in (f"/desk/gifts/{gift}", f"/desk/donors/{donor}", f"/desk/gifts/new?donor={donor}"):
        answer = there.get(path)
        assert answer.status_code == 404 and "CNRY Donor" not in text_of(answer)
    assert there.post(f"/desk/gifts/{gift}/receipt", form="/desk/funds/").status_code == 404
    assert "CNRY Donor" not in text_of(there.get("/desk/gifts/"))
    assert there.get(f"/desk/gifts/receipts/{uuid4()}").status_code == 404
