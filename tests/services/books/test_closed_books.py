"""What the database itself refuses of the books, and months that close."""

from datetime import date, timedelta

import psycopg
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, NotAllowed, Refused, WallError
from casework.base.ids import new_id
from casework.base.money import Money
from casework.domain.books import Account, Act, Line
from casework.models import BookEntry, Gift, PeriodAct, Posting
from casework.services.books.periods import close_period, list_periods, reopen_period
from casework.services.books.post import NewEntry, PeriodClosed, post
from tests.services.donors.scene import DAY, DIRECTOR, NOW, a_donor, a_gift, usd


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


def unbalanced(gift: Gift, lines: list[Line]) -> NewEntry:
    return NewEntry(Act.RECEIPT, lines, DAY, gift.id)


def test_the_database_takes_no_entry_that_does_not_add_up_and_no_line_too_many(books):
    with books() as session:
        gift = a_gift(session, a_donor(session))
        session.commit()
        post(session, unbalanced(gift, [Line(Account.CASH, usd(5)), Line(Account.FEES, usd(-4))]))
        with pytest.raises(DBAPIError, match="add up to nothing"):
            session.commit()
        session.rollback()
        post(session, unbalanced(gift, [Line(Account.CASH, usd(5)), Line(Account.FEES, Money(-5, "EUR"))]))
        with pytest.raises(DBAPIError, match="add up to nothing"):
            session.commit()
        session.rollback()
        entry = session.scalars(select(BookEntry.id).where(BookEntry.gift_id == gift.id)).one()
        for line in (2, 3):
            told = {
                "entry_id": entry,
                "gift_id": gift.id,
                "book_on": DAY,
                "account": "cash",
                "currency": "USD",
            }
            session.add(Posting(id=new_id(), line=line, amount=1, **told))
            with pytest.raises(DBAPIError):
                session.flush()
            session.rollback()


def test_nobody_changes_a_line_or_a_posted_gift(books, settings):
    with books() as session:
        gift = a_gift(session, a_donor(session))
        session.commit()
        with pytest.raises(DBAPIError):
            session.execute(update(Posting).where(Posting.gift_id == gift.id).values(amount=1))
        session.rollback()
        with pytest.raises((DBAPIError, WallError)):
            gift = session.scalars(select(Gift).where(Gift.id == gift.id)).one()
            gift.amount = 5
            session.flush()
    with psycopg.connect(settings.database.owner.replace("+psycopg", ""), autocommit=True) as owner:
        for sql in (
            "update posting set amount = 1",
            "delete from posting",
            "delete from book_entry",
            "truncate posting, book_entry",
            "delete from period_act",
        ):
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
                owner.execute(sql)


def test_a_closed_month_takes_nothing_until_the_right_duty_opens_it_again(books, desks, charity):
    october = date(2026, 10, 31)
    with books() as session:
        donor = a_donor(session)
        a_gift(session, donor, received_on=october, fee=usd(2_00))
        with pytest.raises(Refused) as refused:
            close_period(session, DAY)
        assert refused.value.code == "MONTH_NOT_OVER"
        close_period(session, october)
        session.commit()
        with pytest.raises(PeriodClosed):
            a_gift(session, donor, received_on=october)
        with pytest.raises(Refused):
            close_period(session, october)
        with pytest.raises(NotAllowed):
            reopen_period(session, october, reason="mine")
    with desks.at(charity, purpose="bookkeeping", worker=DIRECTOR) as session:
        with pytest.raises(InvalidInput):
            reopen_period(session, october, reason=" ")
        with freeze(NOW + timedelta(hours=1)):
            reopen_period(session, october, reason="The auditor found a check")
            session.commit()
        with pytest.raises(NotAllowed):
            close_period(session, october)
    with books() as session:
        a_gift(session, donor, received_on=october)
        session.commit()
        month = next(one for one in list_periods(session) if one.month == october.replace(day=1))
        assert (month.closed, [act.act for act in month.acts]) == (False, ["reopened", "closed"])
        assert [sums.minor for sums in (*month.taken, *month.fees)] == [20_000, 2_00]
        assert month.acts[0].by == DIRECTOR.id and month.acts[0].reason == "The auditor found a check"


def test_the_database_closes_a_month_to_those_who_did_not_ask(books, monkeypatch):
    with books() as session:
        donor = a_donor(session)
        a_gift(session, donor, received_on=date(2026, 10, 5))
        close_period(session, date(2026, 10, 1))
        session.commit()
        monkeypatch.setattr("casework.services.books.post.require_open_months", lambda *told: None)
        monkeypatch.setattr("casework.services.donors.record_gift.require_open_months", lambda *told: None)
        with pytest.raises(PeriodClosed):
            a_gift(session, donor, received_on=date(2026, 10, 5))
        session.rollback()
        assert session.scalar(select(func.count()).select_from(PeriodAct)) == 1
