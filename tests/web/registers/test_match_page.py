"""Who is this party? Side by side, said by a clerk."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from casework.models import CaseParty


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def opened(north):
    return north.transfer(buyer_email=f"{uuid4().hex[:8]}@example.org")


@pytest.fixture
def here(north):
    return north.browser("title_examiner")


def party_of(place, opened, role):
    with place.records() as session:
        return session.scalars(
            select(CaseParty).where(CaseParty.case_id == opened.case_id, CaseParty.role == role)
        ).one()


def path_of(opened, party):
    return f"/desk/cases/{opened.number}/parties/{party.id}"


def test_the_case_page_leads_to_the_question_and_after_the_answer_to_the_person(north, here, opened):
    seller = party_of(north, opened, "seller")
    path = path_of(opened, seller)
    assert path in text_of(here.get(f"/desk/cases/{opened.number}/"))
    text = text_of(here.get(path))
    assert "The owner on record of this vehicle" in text and "It is the same person" in text
    answer = here.post(f"{path}/link", {"person_id": str(north.ids["owner"])}, form=path)
    assert answer.status_code == 303
    assert f"/desk/people/{north.ids['owner']}?case={opened.number}" in text_of(
        here.get(f"/desk/cases/{opened.number}/")
    )
    assert party_of(north, opened, "seller").confirmed_by == north.users["title_examiner"].id
    assert "Undo the link" in text_of(here.get(path))


def test_not_the_same_is_not_offered_again(north, here, opened):
    path = path_of(opened, party_of(north, opened, "seller"))
    here.post(f"{path}/reject", {"person_id": str(north.ids["owner"])}, form=path)
    assert "It is the same person" not in text_of(here.get(path))


def test_somebody_new_is_registered_and_a_second_press_does_no_harm(north, here, opened):
    path = path_of(opened, party_of(north, opened, "buyer"))
    token = here.token(path)
    for status in (303, 409):
        answer = here.client.post(f"{here.home}{path}/create", data={"csrf_token": token}, base_url=here.base)
        assert answer.status_code == status
    assert party_of(north, opened, "buyer").person_id is not None


def test_somebody_can_be_looked_for_by_hand(north, here, opened):
    path = path_of(opened, party_of(north, opened, "buyer"))
    assert "Somebody Unrelated" in text_of(here.get(f"{path}?q=unrelated"))


def test_foreign_ids_are_not_there(north, east, here, opened):
    seller = party_of(north, opened, "seller")
    path = path_of(opened, seller)
    for person in (east.ids["owner"], uuid4(), "nonsense", ""):
        assert here.post(f"{path}/link", {"person_id": str(person)}, form=path).status_code == 404
    other = north.transfer()
    assert here.get(f"/desk/cases/{other.number}/parties/{seller.id}").status_code == 404
    theirs = east.transfer()
    party = party_of(east, theirs, "seller")
    assert here.get(path_of(theirs, party)).status_code == 404
    assert here.get(f"/desk/cases/{opened.number}/parties/{party.id}").status_code == 404
