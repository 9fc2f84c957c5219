"""What the register of gifts refuses, each by its code: nothing is booked, and what stands in the books stays."""

from datetime import date, timedelta

import pytest

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, Refused
from casework.base.money import Money
from casework.base.phrases import Coded
from casework.domain.bank_file import Head, write_answers
from casework.domain.schedules import Schedule
from casework.models import Fund, Instalment
from casework.services.batches.batches import NewBatch, NewLine, add_line, open_batch
from casework.services.books.periods import close_period, reopen_period
from casework.services.donors.funds import fund_balances, fund_by_code
from casework.services.donors.households import join_household, leave_household
from casework.services.donors.new_gift import LARGEST
from casework.services.donors.recognise import add_soft_credit, claim_match, set_tribute
from casework.services.donors.refund_gift import refund_gift
from casework.services.donors.release_fund import release_fund
from casework.services.people.register_person import NewPerson, register_person
from casework.services.pledges.bank_orders import make_orders, order_file, take_in_answers
from casework.services.pledges.change_pledge import (
    NewTerms,
    cancel_pledge,
    change_terms,
    pause_pledge,
    resume_pledge,
    try_again,
)
from casework.services.statements.start_run import start_run
from tests.services.donors.scene import DAY, DIRECTOR, NOW, OTHER_BOOKS, a_donor, a_gift, split, usd
from tests.services.pledges.scene import a_recurring

FIRST = Schedule("month", 1, 1, date(2026, 11, 1))


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


def codes(act, *args, **more):
    """The codes with which an act is refused."""
    with pytest.raises((Refused, InvalidInput)) as refused:
        act(*args, **more)
    if isinstance(refused.value, Refused):
        return {refused.value.code}
    return {said.code for said in refused.value.sayings.values() if isinstance(said, Coded)}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"minor": 0}, "AMOUNT_NOT_POSITIVE"),
        ({"minor": -1}, "AMOUNT_NOT_POSITIVE"),
        ({"minor": LARGEST}, "AMOUNT_TOO_LARGE"),
        ({"amount": Money(100, "JPY")}, "AMOUNT_CURRENCY"),
        ({"benefit": usd(10_001)}, "BENEFIT_OVER_GIFT"),
        ({"benefit": Money(1, "EUR")}, "BENEFIT_OVER_GIFT"),
        ({"fee": usd(10_001)}, "FEE_OVER_GIFT"),
        ({"fee": usd(0)}, "FEE_OVER_GIFT"),
        ({"fee": usd(-1)}, "FEE_OVER_GIFT"),
        ({"received_on": DAY + timedelta(days=30)}, "GIFT_DAY"),
        ({"received_on": date(1899, 12, 31)}, "GIFT_DAY"),
    ],
)
def test_a_gift_that_can_not_be_is_refused(books, told, code):
    with books() as session:
        assert codes(a_gift, session, a_donor(session), **told) == {code}
        assert fund_balances(session) == []


def test_a_refund_is_never_above_what_is_left(books):
    with books() as session:
        gift = a_gift(session, a_donor(session)).id
        session.commit()
    with books(OTHER_BOOKS) as session:
        for amount in (usd(10_001), usd(0), usd(-1), Money(1, "EUR")):
            assert codes(refund_gift, session, gift, amount, reason="x") == {"REFUND_OVER_GIFT"}
        refund_gift(session, gift, usd(4_000), reason="Asked for it")
        assert codes(refund_gift, session, gift, usd(6_001), reason="x") == {"REFUND_OVER_GIFT"}
        refund_gift(session, gift, usd(6_000), reason="And the rest")
        assert codes(refund_gift, session, gift, usd(1), reason="x") == {"ALREADY_REFUNDED"}
        assert [money.minor for _, money in fund_balances(session) if money.minor] == []


def test_goods_are_taken_back_and_not_refunded(books):
    with books() as session:
        goods = a_gift(session, a_donor(session), amount=None, method="goods", goods="Ten boxes of pears").id
        session.commit()
    with books(OTHER_BOOKS) as session:
        assert codes(refund_gift, session, goods, usd(1), reason="x") == {"GOODS_NOT_REFUNDED"}


def test_recognition_is_for_gifts_that_stand_and_once(books):
    with books() as session:
        donor, other = a_donor(session), a_donor(session, "Percival Ashgrove")
        company = register_person(session, NewPerson("Pear Works", "organisation")).id
        gift, gone = a_gift(session, donor).id, a_gift(session, donor, 500).id
        add_soft_credit(session, gift, other, "solicitor", usd(100))
        assert codes(add_soft_credit, session, gift, other, "solicitor", usd(100)) == {"CREDITED_ALREADY"}
        claim_match(session, gift, company, usd(100))
        assert codes(claim_match, session, gift, company, usd(100)) == {"MATCH_CLAIMED"}
        assert codes(leave_household, session, donor) == {"NO_HOUSEHOLD"}
        join_household(session, donor, other, name="Both")
        third, fourth = a_donor(session, "C"), a_donor(session, "D")
        join_household(session, third, fourth, name="Others")
        assert codes(join_household, session, donor, third) == {"MEMBER_ALREADY"}
        session.commit()
    with books(OTHER_BOOKS) as session:
        refund_gift(session, gone, usd(500), reason="Asked")
        assert codes(set_tribute, session, gone, "memory", "Tom") == {"CREDIT_GIFT_REVERSED"}


def test_months_funds_and_batches_are_refused_as_they_stand(books):
    month = date(2026, 9, 1)
    with books() as session:
        donor, fund = a_donor(session), fund_by_code(session, "general").id
        a_gift(session, donor, splits=split(session, general=5_000, food=5_000))
        close_period(session, month)
        assert codes(close_period, session, month) == {"MONTH_CLOSED_ALREADY"}
        food = fund_by_code(session, "food").id
        assert codes(release_fund, session, fund, food, usd(1), reason="x") == {"NOT_RELEASED"}
        session.get(Fund, (session.viewer.tenant, food)).restriction = "purpose"
        session.flush()
        for amount in (usd(5_001), usd(0), usd(-1)):
            assert codes(release_fund, session, food, fund, amount, reason="x") == {"RELEASE_OVER_FUND"}
        batch = open_batch(session, NewBatch(2, usd(100), fund, DAY))
        euros = NewLine(donor, Money(50, "EUR"))
        assert "BATCH_CURRENCY" in codes(add_line, session, batch.id, euros)
        session.get(Fund, (session.viewer.tenant, fund)).active = False
        session.flush()
        assert codes(open_batch, session, NewBatch(2, usd(100), fund, DAY)) == {"FUND_SHUT"}
        start_run(session, 2026)
        assert codes(start_run, session, 2026) == {"STATEMENTS_UNDER_WAY"}


def test_an_open_month_is_not_opened_again(books):
    with books(DIRECTOR) as session:
        assert codes(reopen_period, session, date(2026, 9, 1), reason="x") == {"MONTH_NOT_CLOSED"}


def test_a_pledge_is_changed_only_where_it_stands(books):
    with books() as session:
        pledge = a_recurring(session, a_donor(session), FIRST, method="bank", mandate="MND-1").id
        assert codes(resume_pledge, session, pledge, reason="x") == {"PLEDGE_RUNNING"}
        (made,) = make_orders(session)
        session.commit()
        assert codes(make_orders, session) == {"BANK_NOTHING_DUE"}
        session.rollback()
        _name, content = order_file(session, made.id)
        part = session.query(Instalment).first()
        assert codes(try_again, session, part.id, reason="x") == {"PART_NOT_FAILED"}
        answers = write_answers(Head("A-1", date(2026, 11, 3), "USD"), [])
        for cut in (answers[: len(answers) // 2], content[: len(content) // 2], b"", b"\xff\xfe"):
            assert codes(take_in_answers, session, cut) <= {"BANK_FILE_CUT_SHORT", "BANK_FILE_NOT_TEXT"}
        pause_pledge(session, pledge, reason="Asked")
        part.status = "failed"
        session.flush()
        assert codes(try_again, session, part.id, reason="x") == {"PLEDGE_PAUSED"}
        cancel_pledge(session, pledge, reason="Asked")
        assert codes(change_terms, session, pledge, NewTerms(amount=usd(1)), reason="x") == {"PLEDGE_ENDED"}
