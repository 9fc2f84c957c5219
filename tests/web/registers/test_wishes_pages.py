"""What a donor wishes, at the desk: said on a day with where it is seen, and a name that is kept to few."""

from uuid import UUID, uuid4

import pytest


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture(scope="module")
def books(bank):
    browser = bank.browser("finance_officer")
    browser.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    return browser


@pytest.fixture(scope="module")
def carer(bank):
    browser = bank.browser("donor_manager")
    browser.post("/desk/purpose/donor_care", form="/desk/purpose/")
    return browser


@pytest.fixture
def donor(carer):
    name = f"CNRY Veiled {uuid4().hex[:6]}"
    told = {"kind": "person", "name": name, "language": "vi", "email": f"{uuid4().hex}@cnry.example"}
    answer = carer.post("/desk/donors/new", told)
    return UUID(answer.location.rsplit("donor=", 1)[1]), name


SAYS = {
    "topic": "appeal",
    "channel": "email",
    "answer": "no",
    "basis": "spoken",
    "evidence": "Call of that day",
    "said_on-day": "2",
    "said_on-month": "3",
    "said_on-year": "2026",
}


def test_a_wish_is_recorded_and_told_on_the_page_with_its_day(carer, donor):
    page = f"/desk/donors/{donor[0]}/wishes"
    assert carer.post(page, SAYS, form=page).status_code == 303
    shown = text_of(carer.get(page))
    assert "They said no on" in shown and "Call of that day" in shown


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"answer": ""}, "Choose yes or no"),
        ({"evidence": " "}, "Say where that can be seen"),
        ({"said_on-month": "13"}, "Enter a day that exists"),
        ({"said_on-year": "2199"}, "It can’t be in the future"),
        ({"topic": "gossip"}, "Choose what it is about"),
    ],
)
def test_what_is_missing_is_said_at_its_box(carer, donor, wrong, said):
    page = f"/desk/donors/{donor[0]}/wishes"
    answer = carer.post(page, {**SAYS, **wrong}, form=page)
    assert answer.status_code == 422 and said in text_of(answer)


def test_a_name_that_is_kept_to_few_is_on_no_page_of_the_others(carer, books, donor):
    key, name = donor
    page = f"/desk/donors/{key}/wishes"
    assert carer.post(f"/desk/donors/{key}/name/hide", form=page).status_code == 303
    assert name in text_of(carer.get(page))
    seen = [
        f"/desk/donors/{key}",
        page,
        f"/desk/people/{key}",
        "/desk/gifts/",
        f"/desk/people/?q={name[:11]}",
    ]
    for path in seen:
        answer = books.get(path)
        assert answer.status_code == 200, path
        assert name not in text_of(answer).replace(f'value="{name[:11]}"', ""), path
        assert "cnry.example" not in text_of(answer), path
    assert "Anonymous donor" in text_of(books.get(f"/desk/donors/{key}"))


def test_only_who_looks_after_donors_hides_a_name_and_nobody_next_door_finds_it(books, other_bank, donor):
    page = f"/desk/donors/{donor[0]}/wishes"
    assert books.post(f"/desk/donors/{donor[0]}/name/hide", form=page).status_code == 403
    neighbour = other_bank.browser("donor_manager")
    neighbour.post("/desk/purpose/donor_care", form="/desk/purpose/")
    assert neighbour.get(page).status_code == 404
