"""Giving on the web: from the link of an appeal to the books, charged once whatever happens on the way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select

from casework.domain.collection import Answer, Order
from casework.models import (
    ContactChoice,
    Gift,
    GiftAidDeclaration,
    Letter,
    OnlinePayment,
    Person,
    Pledge,
    Receipt,
    Thanks,
    Tribute,
)
from casework.services.demo.gifts import add_funds
from casework.services.office import office_by_id
from casework.services.payments.port import NoAnswer
from casework.services.payments.simulator import Simulator
from casework.services.payments.take_payments import take_payment
from casework.settings import Database
from tests.factories.browser import BASE, Browser
from tests.factories.tenants import MadeTenant, make_tenant
from tests.web.public.conftest import fill

GIVE = "gift_intake"
PROFILE = {
    "payments": {"card": "simulator"},
    "currencies": ["EUR", "GBP"],
    "gift_aid": {"charity": "Friends of Riverbend"},
}
FORM: dict[str, dict[str, Any]] = {
    "gift": {"gift_kind": "money"},
    "amount": {"amount": "25.50", "amount-currency": "USD"},
    "purpose": {"fund": "food", "tribute": "none"},
    "donor": {"donor_kind": "person", "donor_name": "Ana Brook", "donor_email": "ana.brook@give.example"},
    "wishes": {
        "wants_receipt": "yes",
        "donor_address-line1": "9 Mill Lane",
        "donor_address-city": "Riverbend",
        "donor_address-region": "OR",
        "donor_address-postcode": "97009",
        "anonymous": "no",
    },
    "pay": {"pays": "card"},
}


class Bank(Simulator):
    """The simulator of one test; `silent` charges, but nobody hears of it."""

    silent = False

    def charge(self, order: Order) -> Answer:
        answer = super().charge(order)
        if self.silent:
            raise NoAnswer
        return answer


@pytest.fixture(scope="module")
def riverbend(database: Database) -> MadeTenant:
    made = make_tenant(database, "Riverbend", kind="charity", timezone="America/Chicago")
    with psycopg.connect(database.identity.replace("+psycopg", "", 1), autocommit=True) as conn:
        conn.execute("update identity.tenant set profile = %s where id = %s", [json.dumps(PROFILE), made.id])
    return made


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    made = Bank(word=f"sim{uuid4().hex[:8]}")
    monkeypatch.setattr("casework.web.track.pay.processor_of", lambda office: made)
    return made


@pytest.fixture
def giver(app: Flask, riverbend: MadeTenant) -> Iterator[Browser]:
    with app.app_context():
        office = office_by_id(riverbend.id)
        with office.open(office.system("load_demo")) as session:
            add_funds(session)
            session.commit()
    yield Browser(app, riverbend)


def form(**changes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {page: {**FORM.get(page, {}), **changes.get(page, {})} for page in {**FORM, **changes}}


def send(giver: Browser, pages: dict[str, dict[str, Any]] | None = None) -> str:
    """Fill and send; the address where it is paid."""
    fill(giver, GIVE, pages or FORM)
    sent = giver.post(f"/apply/{GIVE}/check", {"truth": "yes"})
    assert sent.status_code == 303, sent.get_data(as_text=True)
    at: str = sent.location
    return at


def pay(giver: Browser, at: str, card: str = "SIM-OK") -> Any:
    return giver.post(at, {"card": card})


def take_in(app: Flask, tenant: MadeTenant, bank: Bank) -> None:
    """What the worker does: twice, since it may be told twice."""
    with app.app_context():
        office = office_by_id(tenant.id)
        for _ in range(2):
            with office.open(office.system("take_payment")) as session:
                for found in session.scalars(select(OnlinePayment.id).order_by(OnlinePayment.sent_at)).all():
                    take_payment(session, found, bank)
                session.commit()


def rows(app: Flask, tenant: MadeTenant, what: type[Any], *where: Any) -> list[Any]:
    with app.app_context():
        office = office_by_id(tenant.id)
        with office.open(office.system("take_payment")) as session:
            found = list(session.scalars(select(what).where(*where)).all())
            session.commit()
            return found


def test_a_gift_from_an_appeal_is_paid_entered_receipted_and_thanked_once(
    app: Flask, riverbend: MadeTenant, giver: Browser, bank: Bank
) -> None:
    start = giver.get("/give/?appeal=SPRING%2025")
    first = giver.get(
        giver.get(start.location).get_data(as_text=True).split('class="button" href="')[1].split('"')[0]
    )
    assert 'name="link-appeal" value="SPRING 25"' in first.get_data(as_text=True)
    at = send(
        giver,
        form(
            gift={"link-appeal": "SPRING 25"},
            purpose={"tribute": "memory", "tribute_name": "Old Tom"},
            wishes={"anonymous": "yes"},
        ),
    )
    page = giver.get(at).get_data(as_text=True)
    assert "simulator" in page and "$25.50" in page
    paid = pay(giver, at)
    thanks = giver.get(paid.location).get_data(as_text=True)
    assert (
        paid.location.endswith("/receipt")
        and "Thank you" in thanks
        and not any(said in thanks for said in ("Your payment is not here", "We decide by"))
    )
    take_in(app, riverbend, bank)
    (donor,) = rows(app, riverbend, Person, Person.name == "Ana Brook")
    (gift,) = rows(app, riverbend, Gift, Gift.donor_id == donor.id)
    assert (gift.amount, gift.currency, gift.method, gift.status) == (2550, "USD", "card", "receipted")
    assert len(rows(app, riverbend, Receipt, Receipt.gift_id == gift.id)) == 1
    (promise,) = rows(app, riverbend, Thanks, Thanks.gift_id == gift.id)
    assert promise.status == "thanked"
    (letter,) = rows(app, riverbend, Letter, Letter.id == promise.letter_id)
    assert letter.values["receipt"]
    assert [one.name for one in rows(app, riverbend, Tribute, Tribute.gift_id == gift.id)] == ["Old Tom"]
    (wish,) = rows(app, riverbend, ContactChoice, ContactChoice.person_id == donor.id)
    assert (wish.topic, wish.allowed) == ("named", False)
    assert len(bank.moved) == 1


def test_pressing_twice_at_the_same_moment_charges_once(app: Flask, giver: Browser, bank: Bank) -> None:
    at = send(giver)
    token = {"card": "SIM-OK", "csrf_token": giver.token(at)}
    cookies = [(one.key, one.value) for one in (giver.client._cookies or {}).values()]

    def press(_: int) -> int:
        other = Browser(app, giver.tenant)
        for name, value in cookies:
            other.client.set_cookie(name, value, domain="127.0.0.1", path=f"{giver.home}/")
        return int(other.client.post(at, data=token, base_url=BASE).status_code)

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(press, range(4))) == {303}
    assert len(bank.moved) == 1


def test_a_lost_answer_is_asked_for_by_its_key_and_nobody_pays_again(
    app: Flask, riverbend: MadeTenant, giver: Browser, bank: Bank
) -> None:
    at = send(giver, form(donor={"donor_email": "lost@give.example"}))
    bank.silent = True
    asked = giver.get(pay(giver, at).location).get_data(as_text=True)
    assert "not charged twice" in asked and 'name="card"' not in asked
    assert pay(giver, at).status_code == 303
    assert len(bank.moved) == 1
    bank.silent = False
    take_in(app, riverbend, bank)
    number = re.search(r"/track/(G-[0-9-]+)/pay", at)
    assert number is not None
    assert "Thank you" in giver.get(f"/track/{number[1]}/").get_data(as_text=True)
    assert len(bank.moved) == 1 and giver.get(at).status_code == 303


def test_a_declined_card_says_why_and_another_one_pays(giver: Browser, bank: Bank) -> None:
    at = send(giver)
    no = pay(giver, at, "SIM-NO-MONEY")
    assert no.status_code == 422 and "not enough money" in no.get_data(as_text=True)
    assert pay(giver, at, "made up").status_code == 422
    assert pay(giver, at).status_code == 303 and len(bank.moved) == 1


def test_a_page_that_claims_to_be_paid_is_not_believed(
    app: Flask, riverbend: MadeTenant, giver: Browser, bank: Bank
) -> None:
    at = send(giver, form(donor={"donor_name": "Lia Claims", "donor_email": "lia@give.example"}))
    pay(giver, at)
    heard, bank.kept = bank.kept, {}
    take_in(app, riverbend, bank)
    assert not rows(app, riverbend, Person, Person.name == "Lia Claims")
    bank.kept = heard
    take_in(app, riverbend, bank)
    assert rows(app, riverbend, Person, Person.name == "Lia Claims")


def test_a_regular_gift_is_agreed_to_and_collected_in_the_donors_terms(
    app: Flask, riverbend: MadeTenant, giver: Browser, bank: Bank
) -> None:
    at = send(
        giver,
        form(
            gift={"gift_kind": "regular"},
            amount={"often": "quarter", "on_day": "last", "amount-currency": "GBP"},
            donor={"donor_name": "Rey Gular", "donor_email": "rey@give.example"},
            aid={
                "gift_aid": "future",
                "aid_first": "Rey",
                "aid_last": "Gular",
                "aid_house": "9",
                "aid_postcode": "sw1a 1aa",
            },
        ),
    )
    agreed = pay(giver, at)
    assert agreed.status_code == 303 and not bank.moved
    thanks = giver.get(agreed.location).get_data(as_text=True)
    assert "Nothing was charged today" in thanks and "We decide by" not in thanks
    take_in(app, riverbend, bank)
    (donor,) = rows(app, riverbend, Person, Person.name == "Rey Gular")
    (pledge,) = rows(app, riverbend, Pledge, Pledge.donor_id == donor.id)
    assert (pledge.kind, pledge.unit, pledge.every, pledge.day) == ("recurring", "month", 3, 31)
    assert (pledge.amount, pledge.currency, pledge.method) == (2550, "GBP", "card")
    (declared,) = rows(app, riverbend, GiftAidDeclaration, GiftAidDeclaration.donor_id == donor.id)
    assert (
        declared.how == "online"
        and "Friends of Riverbend" in declared.wording
        and declared.postcode == "SW1A 1AA"
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "-5"}, "Enter the amount without a minus sign"),
        ({"amount": "0"}, "more than 0"),
        ({"amount": "0,00"}, "more than 0"),
        ({"amount": "1e9"}, "in figures"),
        ({"amount": "10.005"}, "2 decimals at most"),
        ({"amount": "99999999999999999999"}, "too large"),
        ({"amount": "2000000"}, "up to 1,000,000"),
        ({"amount": "5", "amount-currency": "XAU"}, "currency that we take"),
        ({"amount": "5", "amount-currency": "usd"}, "currency that we take"),
        ({"amount": ""}, "Enter the amount"),
    ],
)
def test_a_bad_amount_is_refused_on_its_page_and_kept(
    giver: Browser, typed: dict[str, str], said: str
) -> None:
    giver.post(f"/apply/{GIVE}/gift", {"gift_kind": "money", "act": "continue"})
    answer = giver.post(f"/apply/{GIVE}/amount", {**typed, "act": "continue"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and said in page
    assert f'value="{typed["amount"]}"' in page


def test_an_office_without_cards_and_gift_aid_asks_for_neither(app: Flask, database: Database) -> None:
    plain = Browser(app, make_tenant(database, "Hillside", kind="charity"))
    pages = {name: boxes for name, boxes in FORM.items() if name != "pay"}
    fill(plain, GIVE, pages)
    check = plain.get(f"/apply/{GIVE}/check").get_data(as_text=True)
    assert "Check your answers" in check and "How you pay" not in check
