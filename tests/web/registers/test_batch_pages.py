"""Batch entry at the desk: counted, entered line after line, posted when it comes out even; thanks for others."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from casework.base.clock import now
from casework.models import Fund, Gift, SoftCredit


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture(scope="module")
def here(bank):
    browser = bank.browser("finance_officer")
    browser.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    return browser


def letters() -> str:
    """A word that occurs once and is no phone number."""
    return uuid4().hex[:8].translate(str.maketrans("0123456789", "ghijklmnop"))


def a_donor(here, name: str, **more) -> UUID:
    person = {"kind": "person", "name": name, "language": "en", "address": ""}
    return UUID(here.post("/desk/donors/new", person | more).location.rsplit("donor=", 1)[1])


def begin(bank, here, **more):
    here.get("/desk/batches/")
    with bank.records() as session:
        fund = session.scalars(select(Fund.id).where(Fund.code == "food")).one()
    day = now() - timedelta(days=2)
    told = {"count": "2", "total": "30.00", "method": "check", "fund": str(fund)}
    told |= {"received-day": str(day.day), "received-month": str(day.month), "received-year": str(day.year)}
    return here.post("/desk/batches/", told | more)


def test_a_batch_goes_from_counting_to_posting(bank, here):
    word = letters()
    a_donor(here, f"CNRY Ann {word}", email=f"ann{word}@example.org")
    a_donor(here, f"CNRY Bob {word}")
    page = "/desk/" + begin(bank, here).location.split("/desk/")[1].split("#")[0]
    first = here.post(
        f"{page}/lines", {"who": f"ann{word}@example.org", "amount": "10", "mark": "88"}, form=page
    )
    assert first.status_code == 303 and first.location.endswith("#who")
    choose = here.post(f"{page}/lines", {"who": word, "amount": "25"}, form=page)
    assert choose.status_code == 200 and "Who of these?" in text_of(choose)
    wrong = here.post(f"{page}/lines", {"who": "nobody@example.org", "amount": "25"}, form=page)
    assert wrong.status_code == 422 and "Nobody is found" in text_of(wrong) and 'value="25"' in text_of(wrong)
    assert here.post(f"{page}/lines", {"who": f"Bob {word}", "amount": "25"}, form=page).status_code == 303
    refused = here.post(f"{page}/post", form=page)
    assert refused.status_code == 409 and "Find the difference first" in text_of(refused)
    shown = text_of(here.get(page))
    line = shown.split('name="line" value="')[1].split('"')[0]
    assert here.post(f"{page}/lines/drop", {"line": line}, form=page).status_code == 303
    assert here.post(f"{page}/lines", {"who": f"Bob {word}", "amount": "20"}, form=page).status_code == 303
    assert "comes out even" in text_of(here.get(page))
    assert here.post(f"{page}/post", form=page).status_code == 303
    assert "Posted" in text_of(here.get(page))


def test_two_donors_of_one_name_are_told_apart_and_neither_is_chosen_beforehand(bank, here):
    word = letters()
    for place in ("north", "south"):
        a_donor(here, f"CNRY Cy {word}", email=f"{place}{word}@example.org")
    a_donor(here, f"CNRY Di {word}", email=f"alone{word}@example.org")
    page = "/desk/" + begin(bank, here).location.split("/desk/")[1].split("#")[0]
    line = {"who": word, "amount": "10"}
    asked = text_of(here.post(f"{page}/lines", line, form=page))
    assert f"north{word}@" in asked and f"south{word}@" in asked and f"alone{word}@" not in asked
    assert 'name="donor"' in asked and "checked" not in asked.split('name="donor"')[1].split(">")[0]
    again = here.post(f"{page}/lines", line | {"asked": "yes"}, form=page)
    assert again.status_code == 422 and "Choose a person" in text_of(again)
    shown = text_of(here.get(f"/desk/gifts/new?q={word}"))
    assert f"north{word}@" in shown and f"alone{word}@" not in shown


def test_more_gifts_than_were_counted_are_told_though_the_sum_is_right(bank, here):
    word = letters()
    a_donor(here, f"CNRY Em {word}")
    page = "/desk/" + begin(bank, here, count="1", total="10").location.split("/desk/")[1].split("#")[0]
    for _ in range(2):
        here.post(f"{page}/lines", {"who": f"Em {word}", "amount": "5"}, form=page)
    shown = text_of(here.get(page))
    assert "1 gift too many" in shown and "comes out even" not in shown


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"count": "0"}, "how many gifts"),
        ({"total": "ten"}, "in figures"),
        ({"total": "0"}, "more than zero"),
        ({"fund": ""}, "Choose what"),
        ({"received-day": "32"}, "Enter the day"),
    ],
)
def test_what_was_counted_wrong_is_said_at_its_field(bank, here, more, said):
    answer = begin(bank, here, **more)
    assert answer.status_code == 422 and said in text_of(answer)


def test_everything_that_was_counted_wrong_is_said_at_once(bank, here):
    page = text_of(begin(bank, here, count="x", total="ten", fund=""))
    assert "how many gifts" in page and "in figures" in page and "Choose what" in page


def test_others_are_thanked_for_a_gift_and_live_in_one_household(bank, here):
    word = letters()
    donor, friend = a_donor(here, f"CNRY Cleo {word}"), a_donor(here, f"CNRY Dee {word}")
    with bank.records() as session:
        fund = session.scalars(select(Fund.id).where(Fund.code == "food")).one()
    gift = {"kind": "money", "amount": "40", "method": "cash", "fund": str(fund), "received-day": "2"}
    gift |= {"received-month": "3", "received-year": "2026"}
    here.post(f"/desk/gifts/new?donor={donor}", gift)
    with bank.records() as session:
        gift_id = session.scalars(select(Gift.id).where(Gift.donor_id == donor)).one()
    page = f"/desk/gifts/{gift_id}"
    credit = {"who": f"Dee {word}", "role": "board", "credit": "15"}
    assert here.post(f"{page}/recognise", credit, form=page).status_code == 303
    assert here.post(f"{page}/recognise", credit | {"credit": "0"}, form=page).status_code == 422
    memory = {"tribute_kind": "memory", "tribute": "Grandfather Li"}
    assert here.post(f"{page}/tribute", memory, form=page).status_code == 303
    shown = text_of(here.get(page))
    assert "Grandfather Li" in shown and f"CNRY Dee {word}" in shown
    with bank.records() as session:
        assert session.scalars(select(SoftCredit.role).where(SoftCredit.person_id == friend)).all() == [
            "board"
        ]
    house = f"/desk/donors/{donor}"
    assert here.post(f"{house}/household", {"who": f"Dee {word}"}, form=house).status_code == 303
    assert "Given by all of them" in text_of(here.get(house))
    assert here.post(f"{house}/household/leave", form=house).status_code == 303
