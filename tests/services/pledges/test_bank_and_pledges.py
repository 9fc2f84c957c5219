"""The bank's files, taken in whole or not at all; pledges in parts; changes with their reason and effect."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, Refused
from casework.base.money import Money
from casework.domain.bank_file import Head, write_answers
from casework.domain.collection import Answer, Order
from casework.domain.schedules import Schedule
from casework.models import BankFile, CollectionAttempt, Gift, Instalment, Pledge, PledgeChange
from casework.services.donors.funds import fund_balances
from casework.services.donors.refund_gift import refund_gift
from casework.services.pledges.bank_orders import make_orders, order_file, take_in_answers
from casework.services.pledges.change_pledge import (
    NewTerms,
    cancel_pledge,
    change_terms,
    pause_pledge,
    resume_pledge,
    try_again,
)
from casework.services.pledges.pay_pledge import left_of
from casework.services.pledges.plan_due import plan_due
from tests.services.donors.scene import NOW, OTHER_BOOKS, a_donor, a_gift, usd
from tests.services.pledges.scene import MONTHLY, a_recurring

START = NOW - timedelta(days=20)
FIRST = Schedule("month", 1, 1, date(2026, 11, 1))


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


@pytest.fixture
def orders(books) -> list[Order]:
    """What the bank was asked for: three recurring gifts."""
    with books() as session:
        for minor in (25_00, 40_00, 7_77):
            a_recurring(session, a_donor(session), FIRST, usd(minor), method="bank", mandate=f"MND-{minor}")
        (made,) = make_orders(session)
        session.commit()
        _name, content = order_file(session, made.id)
        session.commit()
        assert (made.count, made.total) == (3, 72_77)
        with pytest.raises(Refused):
            make_orders(session)
    rows = [line.split("|") for line in content.decode().splitlines()]
    return [Order(row[1], row[2], usd(int(row[3]))) for row in rows if row[0] == "D"]


def charged(order: Order, number: int, **more) -> Answer:
    told = {"charged": True, "amount": order.amount, "processor_id": f"bank-{number}", "fee": usd(10)}
    return Answer(order.key, **(told | more))


def file(answers: list[Answer], number: str = "A-1") -> bytes:
    return write_answers(Head(number, date(2026, 11, 3), "USD"), answers)


def test_what_the_bank_paid_is_booked_and_what_it_refused_is_tried_again(books, orders):
    answers = [charged(orders[0], 1), charged(orders[1], 2)]
    answers.append(Answer(orders[2].key, charged=False, amount=orders[2].amount, code="no_money"))
    with books() as session:
        assert take_in_answers(session, file(answers)) == {"charged": 2, "declined": 1}
        session.commit()
        given = sum(order.amount.minor for order in orders[:2])
        assert [balance.minor for _, balance in fund_balances(session)] == [given]
        assert set(session.scalars(select(Gift.received_on))) == {date(2026, 11, 3)}
        retried = session.scalars(select(Instalment).where(Instalment.status == "due")).one()
        assert (retried.tries, retried.try_on) == (1, date(2026, 11, 23))


def test_a_file_sent_twice_cut_short_or_wrong_in_one_line_books_nothing(books, orders):
    whole = file([charged(order, place) for place, order in enumerate(orders)])
    again = file([charged(orders[0], 9)], "A-2")
    unknown = file([charged(orders[0], 1), charged(Order("nobody-1", "M", usd(5)), 2)])
    other = file([charged(orders[0], 1), charged(orders[1], 2, amount=usd(1))])
    with books() as session:
        for content, code in (
            (whole[:-30], "BANK_FILE_CUT_SHORT"),
            (unknown, "BANK_FILE_UNKNOWN_ORDER"),
            (other, "BANK_FILE_OTHER_AMOUNT"),
        ):
            with pytest.raises(Refused) as refused:
                take_in_answers(session, content)
            assert refused.value.code == code
            session.rollback()
            assert fund_balances(session) == []
        take_in_answers(session, whole)
        session.commit()
        booked = fund_balances(session)
        for content, code in (
            (whole, "BANK_FILE_SENT_TWICE"),
            (file([charged(orders[1], 5)]), "BANK_FILE_SENT_TWICE"),
            (again, "BANK_FILE_ANSWERED"),
        ):
            with pytest.raises(Refused) as refused:
                take_in_answers(session, content)
            assert refused.value.code == code
            session.rollback()
            assert fund_balances(session) == booked
        assert session.scalars(select(BankFile.number).where(BankFile.direction == "answers")).all() == [
            "A-1"
        ]


def test_a_number_of_the_bank_stands_for_one_payment(books, orders):
    with books() as session:
        take_in_answers(session, file([charged(orders[0], 1)]))
        session.commit()
        with pytest.raises(Refused) as refused:
            take_in_answers(session, file([charged(orders[1], 2), charged(orders[2], 1)], "A-2"))
        assert refused.value.code == "BANK_FILE_ID_KNOWN"
        session.rollback()
        sent = select(CollectionAttempt.status).where(CollectionAttempt.status == "sent")
        assert len(session.scalars(sent).all()) == 2


def test_gifts_count_towards_a_pledge_and_back_when_they_are_refunded(books):
    with books() as session:
        donor = a_donor(session)
        row = a_recurring(session, donor, FIRST, usd(100_00), method="self", mandate=None, instalments=3)
        session.commit()
        parts = select(Instalment).where(Instalment.pledge_id == row.id).order_by(Instalment.due_on)
        assert [part.amount for part in session.scalars(parts)] == [33_34, 33_33, 33_33]
        states = select(Instalment.status).where(Instalment.pledge_id == row.id).order_by(Instalment.due_on)
        a_gift(session, donor, 33_34, pledge_id=row.id)
        second = a_gift(session, donor, 50_00, pledge_id=row.id)
        session.commit()
        assert session.scalars(states).all() == ["paid", "paid", "due"] and left_of(
            session, row.id, row.currency
        ) == usd(16_66)
        for wrong in (a_donor(session), donor):
            currency = Money(5, "EUR") if wrong == donor else usd(5)
            with pytest.raises(InvalidInput):
                a_gift(session, wrong, pledge_id=row.id, amount=currency)
        a_gift(session, donor, 20_00, pledge_id=row.id)
        session.commit()
        assert (row.status, left_of(session, row.id, row.currency)) == ("fulfilled", usd(0))
    with books(OTHER_BOOKS) as session:
        refund_gift(session, second.id, usd(40_00), reason="Charged too much")
        session.commit()
        row = session.scalars(select(Pledge).where(Pledge.id == row.id)).one()
        assert (row.status, left_of(session, row.id, row.currency)) == ("active", usd(40_00))
        assert session.scalars(states).all() == ["paid", "due", "due"]
        cancel_pledge(session, row.id, reason="The donor moved away")
        session.commit()
        assert (row.status, left_of(session, row.id, row.currency)) == ("written_off", usd(0))
        with pytest.raises(Refused):
            cancel_pledge(session, row.id, reason="again")


def test_each_change_is_kept_with_its_reason_and_what_it_does_to_a_year(books):
    with books() as session:
        row = a_recurring(session, a_donor(session), MONTHLY, usd(20_00))
        change_terms(session, row.id, NewTerms(amount=usd(30_00)), reason="Asked by phone")
        quarterly = Schedule("month", 3, 15, date(2026, 11, 20))
        change_terms(session, row.id, NewTerms(schedule=quarterly), reason="Less often")
        pause_pledge(session, row.id, reason="Out of work")
        resume_pledge(session, row.id, reason="Works again")
        session.commit()
        log = session.scalars(
            select(PledgeChange).where(PledgeChange.pledge_id == row.id).order_by(PledgeChange.id)
        )
        told = [(one.what, one.yearly_before, one.yearly_after, one.reason) for one in log]
        assert told == [
            ("made", None, 240_00, None),
            ("upgraded", 240_00, 360_00, "Asked by phone"),
            ("downgraded", 360_00, 120_00, "Less often"),
            ("paused", 120_00, 0, "Out of work"),
            ("resumed", 0, 120_00, "Works again"),
        ]
        with pytest.raises(InvalidInput):
            pause_pledge(session, row.id, reason=" ")


def test_after_a_standstill_only_the_latest_day_is_collected(books):
    with books() as session:
        row = a_recurring(session, a_donor(session), Schedule("month", 1, 1, date(2026, 8, 1)))
        plan_due(session, date(2026, 11, 20))
        assert not plan_due(session, date(2026, 11, 20))
        session.commit()
        parts = select(Instalment.status).where(Instalment.pledge_id == row.id).order_by(Instalment.due_on)
        assert session.scalars(parts).all() == ["missed", "missed", "missed", "due"]
        assert row.next_on == date(2026, 12, 1)
        missed = select(Instalment.id).where(Instalment.pledge_id == row.id).order_by(Instalment.due_on)
        try_again(session, session.scalars(missed.limit(1)).one(), reason="The donor asked for it")
        assert session.scalars(parts).all() == ["due", "missed", "missed", "due"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"amount": usd(0)}, "amount"),
        ({"amount": usd(-1)}, "amount"),
        ({"amount": usd(10**14)}, "amount"),
        ({"amount": Money(5, "EUR")}, "amount"),
        ({"mandate": None}, "mandate"),
        ({"mandate": "4111 1111 1111 1111"}, "mandate"),
        ({"mandate": "4111111111111111"}, "mandate"),
        ({"method": "pigeon"}, "method"),
        ({"method": "self", "mandate": None, "instalments": 121}, "instalments"),
        ({"schedule": Schedule("month", 1, 1, date(1990, 1, 1))}, "starts_on"),
    ],
)
def test_a_pledge_that_cannot_be_is_refused_at_its_field(books, more, field):
    with books() as session, pytest.raises(InvalidInput) as refused:
        a_recurring(session, a_donor(session), **more)
    assert set(refused.value.errors) == {field}
