"""How to reach somebody, edited at the desk: dated, corrected without losing what stood there, on the ledger."""

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from casework.models import ContactPoint
from casework.services.people.register_person import NewPerson, register_person
from tests.web.registers.conftest import Place

OLD, NEW = "old@donor.example", "new@donor.example"


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture(scope="module")
def here(bank: Place):
    browser = bank.browser("donor_manager")
    bank.declare(browser, "donor_care")
    return browser


@pytest.fixture
def donor(bank: Place):
    with bank.records() as session:
        contacts = (("email", OLD), ("phone", "916 555 0142"))
        made = register_person(session, NewPerson("CNRY Reachable", contacts=contacts)).id
        session.commit()
        return made


def held(bank: Place, donor, value: str) -> ContactPoint:
    with bank.records() as session:
        return session.scalars(
            select(ContactPoint).where(ContactPoint.person_id == donor, ContactPoint.value == value)
        ).one()


def test_a_contact_is_added_preferred_and_ended(bank, here, donor):
    page = f"/desk/people/{donor}/contacts"
    assert here.post(page, {"kind": "email", "value": NEW}).status_code == 303
    row = held(bank, donor, NEW)
    assert here.post(f"{page}/{row.id}/prefer", form=page).status_code == 303
    assert held(bank, donor, NEW).preferred
    old = held(bank, donor, OLD)
    assert here.post(f"{page}/{old.id}/prefer", form=page).status_code == 303
    assert not held(bank, donor, NEW).preferred and held(bank, donor, OLD).preferred
    assert here.post(f"{page}/{old.id}/end", form=page).status_code == 303
    assert held(bank, donor, OLD).until is not None
    shown = text_of(here.get(f"/desk/people/{donor}"))
    assert NEW in shown and f'<s class="quiet"><bdi>{OLD}</bdi></s>' in shown
    again = here.post(f"{page}/{old.id}/correct", {"value": "third@donor.example"}, form=page)
    assert again.status_code == 409 and "has ended" in text_of(again)


def test_a_correction_keeps_the_days_and_what_stood_there(bank, here, donor):
    page = f"/desk/people/{donor}/contacts"
    wrong = held(bank, donor, OLD)
    assert here.post(f"{page}/{wrong.id}/correct", {"value": NEW}, form=page).status_code == 303
    right = held(bank, donor, NEW)
    assert right.since == wrong.since and right.until is None
    assert held(bank, donor, OLD).until == wrong.since
    assert "Entered by mistake" in text_of(here.get(f"/desk/people/{donor}"))


@pytest.mark.parametrize(
    ("typed", "said", "place"),
    [
        ({"kind": "email", "value": "nobody"}, "Enter an e-mail", "value"),
        ({"kind": "phone", "value": "12"}, "Enter a phone number", "value"),
        ({"kind": "", "value": NEW}, "Choose phone or e-mail", "kind"),
        ({"kind": "email", "value": ""}, "Enter the phone number or the e-mail", "value"),
        (
            {"kind": "email", "value": NEW, "since-day": "31", "since-month": "2", "since-year": "2020"},
            "",
            "",
        ),
        ({"kind": "email", "value": NEW, "since-day": "1", "since-month": "1", "since-year": "2199"}, "", ""),
    ],
)
def test_what_cannot_be_is_said_at_its_box_and_what_was_typed_stays(here, donor, typed, said, place):
    answer = here.post(f"/desk/people/{donor}/contacts", typed)
    assert answer.status_code == 422 and said in text_of(answer)
    soup = BeautifulSoup(text_of(answer), "html5lib")
    links = [link["href"].removeprefix("#") for link in soup.select(".errors a")]
    assert links and all(soup.find(id=link) is not None for link in links)
    assert soup.select_one("#value")["value"] == typed["value"]


def test_other_duties_other_purposes_and_other_offices_do_not_get_in(bank, other_bank, here, donor):
    page = f"/desk/people/{donor}/contacts"
    books = bank.browser("finance_officer")
    bank.declare(books, "bookkeeping")
    assert books.get(page).status_code == 403
    next_door = other_bank.browser("donor_manager")
    other_bank.declare(next_door, "donor_care")
    assert next_door.get(page).status_code == 404
    assert here.get(f"/desk/people/{uuid4()}/contacts").status_code == 404
    row = held(bank, donor, OLD)
    other = f"/desk/people/{uuid4()}/contacts/{row.id}/end"
    assert here.post(other, form=page).status_code == 404
    assert held(bank, donor, OLD).until is None
