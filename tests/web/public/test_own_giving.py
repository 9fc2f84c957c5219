"""A donor's own page: one's own rows and nobody else's, by a link that looking never uses up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import InvalidInput
from casework.base.ids import new_id
from casework.base.money import Money
from casework.domain.schedules import Schedule
from casework.models import (
    ContactChoice,
    ContactPoint,
    Fund,
    Gift,
    Letter,
    Person,
    Pledge,
    PledgeChange,
    Receipt,
)
from casework.services.demo.gifts import add_funds
from casework.services.donors.issue_receipt import issue_receipt
from casework.services.donors.new_gift import NewGift
from casework.services.donors.record_gift import record_gift
from casework.services.mail.message import Mail
from casework.services.mail.own_page_mail import write_own_page
from casework.services.mail.write_letter import letter_key, write_letter
from casework.services.office import SELF, Office, office_by_id
from casework.services.own_giving.ask_for_link import OWN_CHANGE, ask_for_link
from casework.services.own_giving.change_own import REASON, change_own_card
from casework.services.own_giving.read_own import read_own
from casework.services.payments.simulator import Simulator
from casework.services.people.register_person import NewPerson, register_person
from casework.services.pledges.make_pledge import NewPledge, make_pledge
from casework.settings import Database
from casework.web.own_giving import acts
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, make_tenant
from tests.reading_pdf import words_of

MAIL = "mine@own-giving.example"


@dataclass
class Scene:
    """A donor, a rival at the same charity, and one at the charity next door with the same address."""

    app: Flask
    here: MadeTenant
    there: MadeTenant
    mine: UUID
    rival: UUID
    stranger: UUID
    receipt: UUID
    rivals_receipt: UUID

    def office(self, tenant: MadeTenant | None = None) -> Office:
        return office_by_id((tenant or self.here).id)


def plant(office: Office, name: str, email: str) -> tuple[UUID, UUID]:
    """A donor with a gift, its receipt and a regular gift."""
    with office.open(office.system("take_payment")) as session:
        add_funds(session)
        fund = session.scalars(select(Fund.id).where(Fund.code == "food")).one()
        donor = register_person(session, NewPerson(name, contacts=(("email", email),))).id
        day = today(office.tenant.timezone)
        gift = record_gift(session, NewGift(donor, fund, day, Money(4200, "USD"), method="card"))
        paper = issue_receipt(session, gift.id).id
        terms = Schedule("month", 1, 31, day + timedelta(days=40))
        make_pledge(session, NewPledge(donor, fund, Money(1500, "USD"), terms, "card", mandate="SIM-OK-1"))
        session.commit()
    return donor, paper


@pytest.fixture(scope="module")
def scene(app: Flask, database: Database) -> Scene:
    here = make_tenant(database, "Riverbend", kind="charity")
    there = make_tenant(database, "Hillside", kind="charity")
    with app.app_context():
        mine, receipt = plant(office_by_id(here.id), "Ada Own", MAIL)
        rival, rivals = plant(office_by_id(here.id), "Rival CNRY-rival", "rival@own-giving.example")
        stranger, _paper = plant(office_by_id(there.id), "Stranger CNRY-next", MAIL)
    return Scene(app, here, there, mine, rival, stranger, receipt, rivals)


@pytest.fixture
def asked(scene: Scene) -> Iterator[str]:
    """The address of a link that was asked for and mailed."""
    with scene.app.app_context():
        office = scene.office()
        with office.open(office.applicant(new_id(), SELF)) as session:
            ask_for_link(session, MAIL, "en")
            session.commit()
        with office.open(office.system("send_letter")) as session:
            letter = session.scalars(select(Letter).order_by(Letter.id.desc()).limit(1)).one()
            mail = write_own_page(session, letter, letter_key(letter))
            session.commit()
    assert mail is not None and mail.to == MAIL
    (link,) = re.findall(r"/t/[^/]+(/giving/link/\S+)", mail.text)
    yield link


@pytest.fixture
def donor(scene: Scene, asked: str) -> Browser:
    browser = Browser(scene.app, scene.here)
    assert browser.post(asked).location.endswith("/giving/mine")
    return browser


def test_a_donor_reads_own_rows_alone_through_models_and_through_bare_sql(scene: Scene) -> None:
    with scene.app.app_context():
        office = scene.office()
        with office.open(office.donor(scene.mine)) as session:
            assert {one.donor_id for one in session.scalars(select(Gift))} == {scene.mine}
            assert {one.donor_id for one in session.scalars(select(Pledge))} == {scene.mine}
            assert set(session.scalars(select(Person.id))) == {scene.mine}
            assert set(session.scalars(select(ContactPoint.person_id))) == {scene.mine}
            assert set(session.scalars(select(Receipt.id))) == {scene.receipt}
            assert not session.scalars(select(Letter.id)).all()
            driver = session.connection().connection.driver_connection
            assert driver is not None
            for table, column in (("gift", "donor_id"), ("pledge", "donor_id"), ("person", "id")):
                seen = driver.execute(f"select distinct {column} from public.{table}").fetchall()
                assert seen == [(scene.mine,)], table
            assert driver.execute("select count(*) from public.receipt").fetchone() == (1,)
            for table in ("letter", "posting", "donor_task", "ledger_entry", "collection_attempt"):
                assert driver.execute(f"select count(id) from public.{table}").fetchone() == (0,), table
            session.commit()


def test_bare_sql_of_a_donor_changes_nobody_elses_rows_and_adds_no_gift(scene: Scene) -> None:
    with scene.app.app_context():
        office = scene.office()
        with office.open(office.donor(scene.mine)) as session:
            driver = session.connection().connection.driver_connection
            assert driver is not None
            assert driver.execute("update public.pledge set status = 'paused'").rowcount == 1
            assert driver.execute("update public.gift set status = 'refunded'").rowcount == 0
            session.rollback()


def test_the_record_of_another_tenant_opens_nothing(scene: Scene) -> None:
    with scene.app.app_context():
        office = scene.office()
        with office.open(office.donor(scene.stranger)) as session:
            assert not session.scalars(select(Gift.id)).all() and not session.scalars(select(Person.id)).all()
            session.commit()


def test_looking_at_the_link_uses_nothing_up_and_its_button_works_once(scene: Scene, asked: str) -> None:
    browser = Browser(scene.app, scene.here)
    for _ in range(3):
        assert browser.get(asked).status_code == 200
    assert browser.get("/giving/mine").location.endswith("/giving/")
    assert browser.post(asked).status_code == 303
    page = browser.get("/giving/mine").get_data(as_text=True)
    assert "Ada Own" in page and "$42.00" in page and "CNRY" not in page
    other = Browser(scene.app, scene.here)
    assert other.get(asked).status_code == 410
    assert Browser(scene.app, scene.there).get(asked).status_code == 410


def test_known_and_unknown_addresses_get_the_same_answer(scene: Scene) -> None:
    answers = []
    for email in (MAIL, "nobody@own-giving.example"):
        browser = Browser(scene.app, scene.here)
        sent = browser.post("/giving/", {"email": email})
        page = browser.get("/giving/").get_data(as_text=True)
        answers.append((sent.status_code, sent.location, "on its way" in page))
    assert answers[0] == answers[1] == (303, answers[0][1], True)
    assert Browser(scene.app, scene.here).post("/giving/", {"email": "no"}).status_code == 422


def test_a_receipt_says_that_it_is_had_again_and_a_rivals_is_not_there(scene: Scene, donor: Browser) -> None:
    first, again = (donor.get(f"/giving/receipts/{scene.receipt}") for _ in range(2))
    assert first.data.startswith(b"%PDF-") and set(words_of(first.data).split()) < set(
        words_of(again.data).split()
    )
    assert donor.get(f"/giving/receipts/{scene.rivals_receipt}").status_code == 404


def own(scene: Scene, what: type[Any], *where: Any) -> list[Any]:
    with scene.app.app_context():
        office = scene.office()
        with office.open(office.system("take_payment")) as session:
            found = list(session.scalars(select(what).where(*where)).all())
            session.commit()
            return found


def test_another_card_is_the_processors_word_for_it_and_never_a_number(
    scene: Scene, donor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    (pledge,) = own(scene, Pledge, Pledge.donor_id == scene.mine)
    at = f"/giving/pledges/{pledge.id}/card"
    donor.post(at, {"card": "SIM-OK"}, form="/giving/mine")
    assert own(scene, Pledge, Pledge.id == pledge.id)[0].mandate == pledge.mandate, "nobody takes cards here"
    monkeypatch.setattr(acts, "processor_of", lambda office: Simulator())
    donor.post(at, {"card": "4111111111111111"}, form="/giving/mine")
    assert own(scene, Pledge, Pledge.id == pledge.id)[0].mandate == pledge.mandate
    with scene.app.app_context():
        office = scene.office()
        with office.open(office.donor(scene.mine)) as session:
            change_own_card(session, pledge.id, "SIM-OK-0123")
            now = session.scalars(select(Pledge).where(Pledge.id == pledge.id)).one()
            assert (now.method, now.mandate) == ("card", "SIM-OK-0123")
            with pytest.raises(InvalidInput):
                change_own_card(session, pledge.id, "4111 1111 1111 1111")
            session.commit()


def test_a_regular_gift_is_changed_paused_and_stopped_by_its_donor_alone(
    scene: Scene, donor: Browser
) -> None:
    (pledge,) = own(scene, Pledge, Pledge.donor_id == scene.mine)
    (other,) = own(scene, Pledge, Pledge.donor_id == scene.rival)
    at = f"/giving/pledges/{pledge.id}"
    wrong = donor.post(f"{at}/amount", {"amount": "-3"}, form="/giving/mine")
    assert wrong.status_code == 422 and 'value="-3"' in wrong.get_data(as_text=True)
    assert donor.post(f"{at}/amount", {"amount": "20"}, form="/giving/mine").status_code == 303
    first = own(scene, Pledge, Pledge.id == pledge.id)[0].next_on
    days = {"often": "month-3", "day": "31"}
    assert donor.post(f"{at}/days", days, form="/giving/mine").status_code == 303
    (now,) = own(scene, Pledge, Pledge.id == pledge.id)
    assert (now.unit, now.every, now.day, now.version) == ("month", 3, 31, pledge.version + 2)
    assert now.next_on >= first, "not sooner than was promised"
    log = own(scene, PledgeChange, PledgeChange.pledge_id == pledge.id)
    assert {(one.what, one.reason) for one in log if one.what != "made"} >= {("downgraded", REASON)}
    for wrong_days in ({"often": "month-3", "day": "32"}, {"often": "day-1", "day": "1"}, {}):
        donor.post(f"{at}/days", wrong_days, form="/giving/mine")
    assert own(scene, Pledge, Pledge.id == pledge.id)[0].version == now.version
    mail = confirmed(scene)
    assert (
        mail is not None
        and mail.to == MAIL
        and pledge.number in mail.text
        and "less than before" in mail.text
    )
    for act, state in (("pause", "paused"), ("resume", "active"), ("stop", "cancelled")):
        assert donor.post(f"{at}/{act}", form="/giving/mine").status_code == 303
        (now,) = own(scene, Pledge, Pledge.id == pledge.id)
        assert (now.status, now.amount) == (state, 2000)
    assert donor.post(f"/giving/pledges/{other.id}/stop", form="/giving/mine").status_code == 404
    assert own(scene, Pledge, Pledge.id == other.id)[0].status == "active"


def confirmed(scene: Scene) -> Mail | None:
    """The last mail that is queued, as it would be sent."""
    with scene.app.app_context():
        office = scene.office()
        with office.open(office.system("send_letter")) as session:
            chosen = select(Letter).where(Letter.template == OWN_CHANGE).order_by(Letter.id.desc()).limit(1)
            mail = write_letter(session, session.scalars(chosen).one())
            session.commit()
    return mail


def test_wishes_are_kept_and_a_correction_begins_with_name_and_mail(scene: Scene, donor: Browser) -> None:
    saved = donor.post("/giving/wishes", {"wish": ["newsletter-email"]}, form="/giving/mine")
    assert saved.status_code == 303, saved.get_data(as_text=True)
    said = {(one.topic, one.channel, one.allowed) for one in own(scene, ContactChoice)}
    assert ("appeal", "email", False) in said and not [
        one for one in said if one[0] == "newsletter" and one[1] == "email"
    ]
    begun = donor.post("/giving/correct", form="/giving/mine")
    assert begun.location.endswith("/apply/data_change/correction")
    you = donor.get("/apply/data_change/you").get_data(as_text=True)
    assert "Ada Own" in you and MAIL in you
    assert donor.get("/giving/looked").status_code == 200


def test_the_page_takes_few_statements(scene: Scene, counted: Any) -> None:
    with scene.app.app_context(), counted() as seen:
        office = scene.office()
        with office.open(office.donor(scene.mine)) as session:
            read_own(session)
            session.commit()
    assert len(seen) <= 15
