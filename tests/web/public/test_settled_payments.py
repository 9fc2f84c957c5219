"""A payment of the web that could not be booked is settled by a person: what was charged is the gift, or nothing is."""

from __future__ import annotations

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select

from casework.models import Gift, OnlinePayment, Posting
from casework.services.office import office_by_id
from casework.services.payments.simulator import Faults
from casework.settings import Database
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, make_user
from tests.web.public import test_giving as giving
from tests.web.public.test_giving import Bank, form, pay, rows, send, take_in

bank, giver, riverbend = giving.bank, giving.giver, giving.riverbend


@pytest.fixture
def books(app: Flask, database: Database, riverbend: MadeTenant) -> Browser:
    browser = Browser(app, riverbend)
    browser.sign_in(make_user(database, riverbend, "finance_officer", name="Ines Settle"))
    browser.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    return browser


def held(app: Flask, riverbend: MadeTenant, bank: Bank, giver: Browser, email: str) -> OnlinePayment:
    """A payment of which the processor charged a cent more than was asked for."""
    bank.faults = Faults(other=100)
    pay(giver, send(giver, form(donor={"donor_email": email})))
    take_in(app, riverbend, bank)
    (row,) = [one for one in rows(app, riverbend, OnlinePayment) if one.code == "other_amount"]
    assert (row.told_amount, row.taken_at) == (row.amount + 1, None)
    assert isinstance(row, OnlinePayment)
    return row


def settle(books: Browser, row: OnlinePayment, **said: str) -> tuple[int, str]:
    answer = books.post(f"/desk/collections/paid/{row.id}", said, form="/desk/collections/")
    return answer.status_code, answer.get_data(as_text=True)


def test_what_was_charged_becomes_the_gift_once_and_the_books_balance(
    app: Flask, riverbend: MadeTenant, giver: Browser, bank: Bank, books: Browser
) -> None:
    row = held(app, riverbend, bank, giver, "accept@settle.example")
    shown = books.get(f"/desk/collections/paid/{row.id}").get_data(as_text=True)
    assert "25.51" in shown and str(row.told_id) in shown and row.key in shown
    assert "Settle it" in books.get("/desk/collections/").get_data(as_text=True)
    for wrong in (
        {"outcome": "charged", "amount": "-25.51", "processor_id": "p-1", "reason": "asked"},
        {"outcome": "charged", "amount": "0", "processor_id": "p-1", "reason": "asked"},
        {"outcome": "charged", "amount": "25.505", "processor_id": "p-1", "reason": "asked"},
        {"outcome": "charged", "amount": "25.51", "processor_id": "", "reason": "asked"},
        {"outcome": "charged", "amount": "25.51", "processor_id": "p-1", "reason": ""},
        {"outcome": "", "reason": "asked"},
    ):
        assert settle(books, row, **wrong)[0] == 422, wrong
    right = {
        "outcome": "charged",
        "amount": "25.51",
        "processor_id": str(row.told_id),
        "reason": "They told so",
    }
    assert settle(books, row, **right)[0] == 303
    again = books.post(f"/desk/collections/paid/{row.id}", right, form="/desk/collections/")
    assert again.status_code in (303, 404)
    take_in(app, riverbend, bank)
    (now,) = rows(app, riverbend, OnlinePayment, OnlinePayment.id == row.id)
    assert (now.settled_as, now.settled_amount, now.code) == ("charged", 2551, None) and now.taken_at
    (gift,) = rows(app, riverbend, Gift, Gift.id == now.gift_id)
    assert (gift.amount, gift.status) == (2551, "receipted")
    with app.app_context():
        office = office_by_id(riverbend.id)
        with office.open(office.system("take_payment")) as session:
            sums = session.scalar(select(func.sum(Posting.amount)).where(Posting.gift_id == gift.id))
            session.commit()
    assert sums == 0


def test_what_was_given_back_is_booked_nowhere_and_the_giver_may_pay_again(
    app: Flask, database: Database, riverbend: MadeTenant, giver: Browser, bank: Bank, books: Browser
) -> None:
    row = held(app, riverbend, bank, giver, "back@settle.example")
    before = len(rows(app, riverbend, Gift))
    assert settle(books, row, outcome="declined", reason="Refunded there")[0] == 303
    take_in(app, riverbend, bank)
    (now,) = rows(app, riverbend, OnlinePayment, OnlinePayment.id == row.id)
    assert (now.status, now.settled_as, now.taken_at) == ("declined", "returned", None)
    assert len(rows(app, riverbend, Gift)) == before
    (number,) = {one for one in open_cases(database, now.case_id)}
    page = giver.get(f"/track/{number}/pay").get_data(as_text=True)
    assert "was given back" in page
    bank.faults = Faults()
    pay(giver, f"/track/{number}/pay")
    take_in(app, riverbend, bank)
    assert len(rows(app, riverbend, Gift)) == before + 1
    with psycopg.connect(database.owner.replace("+psycopg", "", 1)) as owner:
        for change in ("settled_amount = 5", "status = 'charged'", "settled_reason = 'x'"):
            with pytest.raises(psycopg.Error, match=r"does not change|settled"):
                owner.execute(f"update online_payment set {change} where id = %s", [row.id])
            owner.rollback()


def open_cases(database: Database, case: object) -> list[str]:
    with psycopg.connect(database.owner.replace("+psycopg", "", 1)) as owner:
        return [row[0] for row in owner.execute('select number from "case" where id = %s', [case])]
