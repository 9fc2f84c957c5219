"""The books: written once, adding up, closed by the month; refunds that never exceed the gift."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from sqlalchemy import func, select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, Refused
from casework.base.money import Money
from casework.domain.books import Account, share_out
from casework.models import BookEntry, Gift, Receipt
from casework.services.books.gift_books import gift_entries, gift_held, gift_lines
from casework.services.donors.funds import fund_balances, fund_by_code, list_funds
from casework.services.donors.issue_receipt import issue_receipt, read_receipt
from casework.services.donors.list_gifts import GiftFilter, list_gifts
from casework.services.donors.new_gift import Rate
from casework.services.donors.read_donor import read_donor
from casework.services.donors.refund_gift import refund_gift
from casework.services.donors.reverse_gift import reverse_gift
from casework.services.typesetting.typeset import stop_typesetting
from tests.services.desks import Desks, Worker, an_office
from tests.services.donors.scene import BOOKS, NOW, OTHER_BOOKS, a_donor, a_gift, split, usd


@pytest.fixture(scope="module", autouse=True)
def _one_typesetter():
    yield
    stop_typesetting()


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


def test_a_gift_for_three_funds_is_booked_to_the_cent_and_shown_under_each(books):
    with books() as session:
        donor = a_donor(session)
        gift = a_gift(session, donor, splits=split(session, food=33_34, children=33_33, transport=33_33))
        session.commit()
        (entry,) = gift_entries(session, gift.id)
        assert [(line.account, line.amount.minor) for line in entry.lines] == [
            ("cash", 100_00),
            ("fund", -33_34),
            ("fund", -33_33),
            ("fund", -33_33),
        ]
        assert sorted(part.minor for _, part in fund_balances(session)) == [33_33, 33_33, 33_34]
        assert {fund.code: fund.gifts for fund in list_funds(session)} == {
            "food": 1,
            "children": 1,
            "transport": 1,
            "general": 0,
        }
        van = fund_by_code(session, "transport").id
        assert [found.id for found in list_gifts(session, GiftFilter(fund_id=van)).gifts] == [gift.id]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"splits": (("food", 50_00), ("children", 49_99))}, "splits"),
        ({"splits": (("food", 150_00), ("children", -50_00))}, "splits"),
        ({"splits": (("food", 50_00), ("food", 50_00))}, "splits"),
        ({"amount": Money(100_00, "EUR")}, "amount"),
        ({"amount": usd(10**14)}, "amount"),
        ({"fee": usd(100_01)}, "fee"),
        ({"fee": Money(1, "KWD")}, "fee"),
        ({"rate": Rate("1.08", "ECB")}, "rate"),
        ({"amount": None, "goods": "Beans", "fair_value": usd(-1), "fair_value_basis": "List"}, "fair_value"),
        ({"amount": None, "goods": "Beans", "fair_value": usd(5_00)}, "fair_value_basis"),
    ],
)
def test_what_the_books_cannot_take_is_refused_at_its_field(books, more, field):
    with books() as session:
        if "splits" in more:
            parts = [(fund_by_code(session, code).id, usd(minor)) for code, minor in more["splits"]]
            more = {"splits": tuple(parts)}
        with pytest.raises(InvalidInput) as refused:
            a_gift(session, a_donor(session), **more)
        assert set(refused.value.errors) == {field}
        assert session.scalar(select(func.count()).select_from(BookEntry)) == 0


def test_a_foreign_gift_keeps_its_currency_and_is_told_in_the_offices_at_its_rate(registers_app, books):
    office = an_office(registers_app, "charity", profile={"currencies": ["EUR", "VND"]})
    with books(office=office) as session:
        donor = a_donor(session)
        told = {"amount": Money(33_33, "EUR"), "rate": Rate("1.0825", "ECB reference rate")}
        gift = a_gift(session, donor, **told)
        a_gift(session, donor, amount=Money(500_000, "VND"))
        session.commit()
        assert gift.base_amount == 36_08
        given = {sums.currency: sums.lifetime.minor for sums in read_donor(session, donor).totals}
        assert given == {"EUR": 33_33, "VND": 500_000}


def test_goods_are_booked_at_their_fair_value_and_the_receipt_does_not_say_it(books):
    with books() as session:
        told = {"amount": None, "goods": "Beans", "fair_value": usd(80_00), "fair_value_basis": "Price list"}
        gift = a_gift(session, a_donor(session), **told)
        receipt = issue_receipt(session, gift.id)
        session.commit()
        assert [line.account for line in gift_lines(session, gift.id)] == [Account.GOODS, Account.FUND]
        assert b"80" not in read_receipt(session, receipt.id).number.encode()
        session.commit()
    with books(OTHER_BOOKS) as session:
        reverse_gift(session, gift.id, reason="It spoiled")
        session.commit()
        assert gift_held(session, gift.id) == []


def test_refunds_are_borne_by_each_fund_and_never_exceed_what_is_left(books):
    with books() as session:
        gift = a_gift(session, a_donor(session), splits=split(session, food=70_01, children=29_99))
        receipt = issue_receipt(session, gift.id)
        session.commit()
        with pytest.raises(Refused) as refused:
            refund_gift(session, gift.id, usd(1), reason="mine")
        assert refused.value.code == "SAME_PERSON"
    with books(OTHER_BOOKS) as session:
        assert refund_gift(session, gift.id, usd(10_00), reason="Charged too much") == usd(90_00)
        session.commit()
        assert [part.minor for _, part in gift_held(session, gift.id)] == [63_01, 26_99]
        assert session.scalars(select(Receipt.status).where(Receipt.id == receipt.id)).one() == "cancelled"
        again = issue_receipt(session, gift.id)
        session.commit()
        assert again.number != receipt.number
        for wrong in (usd(90_01), usd(0), usd(-1), Money(1, "EUR")):
            with pytest.raises(InvalidInput) as too_much:
                refund_gift(session, gift.id, wrong, reason="again")
            assert set(too_much.value.errors) == {"refund"}
        assert not refund_gift(session, gift.id, usd(90_00), reason="All of it")
        session.commit()
        assert gift_held(session, gift.id) == []
        for act in (
            lambda: refund_gift(session, gift.id, usd(1), reason="x"),
            lambda: issue_receipt(session, gift.id),
        ):
            with pytest.raises(Refused):
                act()


def test_a_donors_totals_and_the_funds_are_the_sum_of_the_lines_after_any_acts(books):
    random, model = Random(6), {}
    with books() as session:
        donor = a_donor(session)
        codes = ("food", "children", "transport", "general")
        funds = {code: fund_by_code(session, code).id for code in codes}
        session.commit()
    for _ in range(30):
        with books(OTHER_BOOKS if random.random() < 0.5 else BOOKS) as session:
            gift = random.choice([*model, None])
            if gift is None or random.random() < 0.4:
                minor = random.choice((1, 3, 99, 10_000, 7_777_777))
                weights = [random.randint(0, 3) for _ in codes[:-1]] + [1]
                parts = share_out(usd(minor), list(zip(funds.values(), weights, strict=True)))
                made = a_gift(session, donor, minor, splits=tuple(parts))
                model[made.id] = minor
            elif model[gift]:
                try:
                    if random.random() < 0.7:
                        amount = random.randint(1, model[gift])
                        refund_gift(session, gift, usd(amount), reason="r")
                        model[gift] -= amount
                    else:
                        reverse_gift(session, gift, reason="r")
                        model[gift] = 0
                except Refused as refused:
                    assert refused.code == "SAME_PERSON"
            session.commit()
    with books() as session:
        totals = read_donor(session, donor).totals
        assert sum(sums.lifetime.minor for sums in totals) == sum(model.values())
        assert sum(part.minor for _, part in fund_balances(session)) == sum(model.values())
        for gift, left in model.items():
            lines = gift_lines(session, gift)
            assert sum(line.amount.minor for line in lines) == 0
            assert sum(part.minor for _, part in gift_held(session, gift)) == left


def test_twenty_at_once_take_numbers_without_a_gap(desks: Desks, charity, books):
    with books() as session:
        donor = a_donor(session)
        fund_by_code(session, "general")
        session.commit()

    def enter(place: int) -> None:
        worker = Worker(("finance_officer",))
        for turn in range(3):
            with desks.at(charity, purpose="bookkeeping", worker=worker) as session:
                a_gift(session, donor, 100 + place)
                session.rollback() if (place + turn) % 4 == 0 else session.commit()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(enter, range(20)))
    with books() as session:
        numbers = sorted(session.scalars(select(Gift.number)))
        assert numbers == [f"2026-{serial:06d}" for serial in range(1, len(numbers) + 1)]
        assert len(numbers) == 45
