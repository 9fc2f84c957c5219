"""A pledge of which a part is overdue too long lapses by the clock, and a late gift opens it again."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from casework.base.clock import freeze, today
from casework.domain.schedules import Schedule
from casework.models import Pledge, PledgeChange
from casework.services.pledges.lapse_pledges import lapse_pledges
from tests.services.donors.scene import NOW, a_donor, a_gift, usd
from tests.services.pledges.scene import a_recurring

FIRST = Schedule("month", 1, 1, date(2026, 11, 1))
OVERDUE = timedelta(days=91)


@pytest.fixture
def pledges(books):
    """One pledge in three parts that nobody pays, one whose donor paid the first part, and one without an end."""
    with freeze(NOW), books() as session:
        parts = {"method": "self", "mandate": None, "instalments": 3}
        unpaid = a_recurring(session, a_donor(session), FIRST, usd(90_00), **parts).id
        donor = a_donor(session)
        paid = a_recurring(session, donor, FIRST, usd(90_00), **parts).id
        endless = a_recurring(session, a_donor(session)).id
        session.commit()
    with freeze(NOW + timedelta(days=60)), books() as session:
        day = today("America/Los_Angeles")
        a_gift(session, donor, 30_00, pledge_id=paid, received_on=day)
        session.commit()
    return {"unpaid": unpaid, "paid": paid, "endless": endless, "donor": donor}


def statuses(session, pledges):
    found = {row.id: row.status for row in session.execute(select(Pledge.id, Pledge.status))}
    return [found[pledges[name]] for name in ("unpaid", "paid", "endless")]


def test_only_what_is_overdue_too_long_and_had_no_payment_meanwhile_lapses_once(desks, charity, pledges):
    with freeze(NOW + timedelta(days=60)), desks.as_system(charity, "collect") as session:
        assert not lapse_pledges(session, today("America/Los_Angeles"))
        assert statuses(session, pledges) == ["active", "active", "active"]
    with freeze(NOW + OVERDUE):
        for _ in range(2):
            with desks.as_system(charity, "collect") as session:
                while lapse_pledges(session, today("America/Los_Angeles")):
                    session.commit()
                session.commit()
        with desks.as_system(charity, "collect") as session:
            assert statuses(session, pledges)[:2] == ["lapsed", "active"]
            noted = select(PledgeChange.id, PledgeChange.what).where(
                PledgeChange.pledge_id == pledges["unpaid"]
            )
            assert [row.what for row in session.execute(noted)].count("lapsed") == 1


def test_a_late_gift_still_counts_towards_a_lapsed_pledge(books, desks, charity, pledges):
    with freeze(NOW + OVERDUE):
        with desks.as_system(charity, "collect") as session:
            lapse_pledges(session, today("America/Los_Angeles"))
            session.commit()
        with books() as session:
            donor = session.scalars(select(Pledge.donor_id).where(Pledge.id == pledges["unpaid"])).one()
            a_gift(session, donor, 30_00, pledge_id=pledges["unpaid"])
            assert statuses(session, pledges)[0] == "active"
