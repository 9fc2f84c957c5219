"""A visitor closes months of the books while the demo still fills: it goes on, past what is closed."""

from datetime import date

from flask import Flask
from sqlalchemy import select

from casework.base.clock import today
from casework.models import Gift
from casework.services.books.periods import close_period
from casework.services.demo.gifts import add_funds, add_gifts
from casework.services.demo.offices import OFFICES
from casework.services.demo.people import add_people
from casework.services.office import office_by_id
from casework.settings import Database, Settings
from tests.factories.tenants import make_tenant
from tests.services.desks import Desks, Worker

RIVERBEND = next(office for office in OFFICES if office.gifts)
FINANCE = Worker(("finance_officer",))


def test_a_gift_that_would_go_into_a_closed_month_comes_today(
    app: Flask, database: Database, settings: Settings
) -> None:
    day = today(RIVERBEND.timezone)
    with app.app_context():
        office = office_by_id(make_tenant(database, "Closing", kind="charity").id)
    desks = Desks(app, settings)
    with desks.at(office, purpose="bookkeeping", worker=FINANCE) as session:
        for back in range(1, 50):
            year, month = divmod(day.year * 12 + day.month - 1 - back, 12)
            close_period(session, date(year, month + 1, 1))
        session.commit()
    with app.app_context(), office.open(office.system("load_demo")) as session:
        add_funds(session)
        add_people(session, RIVERBEND, "closing", day, 20)
        while add_gifts(session, RIVERBEND, "closing", day, 12):
            pass
        days = session.scalars(select(Gift.received_on)).all()
        session.commit()
    assert len(days) == 12 and {one.replace(day=1) for one in days} == {day.replace(day=1)}
