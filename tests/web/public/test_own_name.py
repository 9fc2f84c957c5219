"""A donor keeps their own name to few, by the switch on their own page: nobody else's, and everywhere at once."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from casework.base.errors import NotAllowed, Refused
from casework.models import ContactPoint, Person
from casework.services.donors.list_gifts import GiftFilter, list_gifts
from casework.services.office import SELF
from casework.services.own_giving.change_own import keep_own_name
from casework.services.people.hidden_names import hide_name
from casework.services.people.merge_people import merge_people
from casework.services.people.register_person import NewPerson, register_person
from tests.factories.browser import Browser
from tests.services.desks import Worker
from tests.web.public import test_own_giving as own_giving
from tests.web.public.test_own_giving import MAIL, Scene, own

asked, donor, scene = own_giving.asked, own_giving.donor, own_giving.scene
BOOKS, CARER = Worker(("finance_officer",)), Worker(("donor_manager",))


def what_they_see(scene: Scene, worker: Worker, purpose: str) -> str:
    with scene.app.app_context():
        office = scene.office()
        with office.open(office.member(worker, purpose)) as session:
            told = [one.donor for one in list_gifts(session, GiftFilter(donor_id=scene.mine)).gifts]
            reached = select(ContactPoint.id, ContactPoint.value).where(ContactPoint.person_id == scene.mine)
            told += [one.value for one in session.execute(reached)]
            session.commit()
    return repr(told)


def test_the_switch_hides_name_and_mail_from_the_books_and_shows_them_again(
    scene: Scene, donor: Browser
) -> None:
    assert "Ada Own" in what_they_see(scene, BOOKS, "bookkeeping")
    assert donor.post("/giving/name/hide", form="/giving/mine").status_code == 303
    hidden = what_they_see(scene, BOOKS, "bookkeeping")
    assert "Ada" not in hidden and MAIL not in hidden and "Anonymous donor" in hidden
    assert "Ada Own" in what_they_see(scene, CARER, "donor_care")
    page = donor.get("/giving/mine").get_data(as_text=True)
    assert "Ada Own" in page and MAIL in page and "Your name is hidden" in page
    assert donor.post("/giving/name/hide", form="/giving/mine").status_code == 303
    assert "hidden already" not in page and "kept to few already" in donor.get("/giving/mine").get_data(
        as_text=True
    )
    assert donor.post("/giving/name/show", form="/giving/mine").status_code == 303
    assert "Ada Own" in what_they_see(scene, BOOKS, "bookkeeping")


def test_a_donor_hides_nobody_elses_name_and_an_applicant_hides_none(scene: Scene) -> None:
    with scene.app.app_context():
        office = scene.office()
        with office.open(office.donor(scene.mine)) as session, pytest.raises(NotAllowed):
            hide_name(session, scene.rival)
        told = (scene.rival, "X", "x", b"x")
        for viewer in (office.donor(scene.mine), office.applicant(scene.mine, SELF)):
            with office.open(viewer) as session:
                with pytest.raises(DBAPIError, match="only who reads hidden names"):
                    session.scalar(select(func.hide_name(*told)))
                session.rollback()
    assert not own(scene, Person, Person.id == scene.rival)[0].anonymous


def test_of_two_records_that_became_one_the_office_hides_the_name(scene: Scene) -> None:
    with scene.app.app_context():
        office = scene.office()
        with office.open(office.system("take_payment")) as session:
            kept, gone = (register_person(session, NewPerson(f"Twice Given {n}")).id for n in "ab")
            session.commit()
        with office.open(office.member(CARER, "donor_care")) as session:
            merge_people(session, kept, gone)
            session.commit()
        with office.open(office.donor(kept)) as session, pytest.raises(Refused) as refused:
            keep_own_name(session, few=True, shown="Anonymous donor")
    assert refused.value.code == "MERGED" and "Ask the office" in str(refused.value.said)
