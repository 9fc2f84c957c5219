"""A payment on the web that can't be booked stands where the office looks, with what to do; the demo has some."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from casework.base.clock import today
from casework.models import OnlinePayment
from casework.services.demo.cases import Stage
from casework.services.demo.offices import OFFICES
from casework.services.demo.online_payments import plant_payments
from casework.services.office import office_by_id
from casework.settings import Database
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, make_user
from tests.web.public import test_giving as giving
from tests.web.public.test_giving import Bank, form, pay, send, take_in

bank, giver, riverbend = giving.bank, giving.giver, giving.riverbend


def test_the_demo_has_payments_of_each_kind_once(
    app: Flask,
    database: Database,
    giver: Browser,
    bank: Bank,
    riverbend: MadeTenant,
) -> None:
    for place in range(6):
        send(Browser(app, riverbend), form(donor={"donor_email": f"demo{place}@held.example"}))
    demo = next(one for one in OFFICES if one.slug == "riverbend")
    with app.app_context():
        office = office_by_id(riverbend.id)
        stage = Stage(office, demo, {}, today(demo.timezone))
        plant_payments(stage)
        plant_payments(stage)
        with office.open(office.system("load_demo")) as session:
            rows = session.scalars(select(OnlinePayment)).all()
            told = sorted((row.status, row.code or "") for row in rows)
            session.commit()
    assert told == [
        ("charged", "id_twice"),
        ("charged", "other_amount"),
        ("declined", "card_expired"),
        ("declined", "no_money"),
    ]


def test_a_payment_of_another_amount_stands_in_the_list_with_what_to_do(
    app: Flask,
    database: Database,
    riverbend: MadeTenant,
    giver: Browser,
    bank: Bank,
) -> None:
    pay(giver, send(giver, form(donor={"donor_email": "one@held.example"})))
    take_in(app, riverbend, bank)
    for place in range(2):
        other = Browser(app, riverbend)
        pay(other, send(other, form(donor={"donor_email": f"held{place}@held.example"})), "SIM-SILENT")
    with app.app_context():
        office = office_by_id(riverbend.id)
        with office.open(office.system("take_payment")) as session:
            rows = session.scalars(
                select(OnlinePayment).where(OnlinePayment.status == "sent", OnlinePayment.code.is_(None))
            ).all()
            for row, code in zip(rows, ("other_amount", "id_twice"), strict=True):
                row.code = code
            key = rows[0].key
            session.commit()
    user = make_user(database, riverbend, "finance_officer", name="Ines Marlow")
    books = Browser(app, riverbend)
    books.sign_in(user)
    books.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    shown = books.get("/desk/collections/").get_data(as_text=True)
    assert (
        key in shown
        and "Another amount was charged than was asked for" in shown
        and "which of the two" in shown
    )
