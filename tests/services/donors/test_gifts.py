"""Gifts: posted under numbers without gaps, never changed, taken back by a second person, receipted on paper."""

import hashlib
from datetime import date

import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.money import Money
from casework.models import LedgerEntry, Receipt
from casework.services.donors.funds import create_fund, ensure_funds, list_funds
from casework.services.donors.issue_receipt import ReceiptDamaged, issue_receipt, read_receipt
from casework.services.donors.list_gifts import GiftFilter, list_gifts
from casework.services.donors.read_donor import read_donor
from casework.services.donors.reverse_gift import reverse_gift
from casework.services.typesetting.typeset import stop_typesetting
from casework.store.files import file_store
from tests.reading_pdf import words_of
from tests.services.donors.scene import NOW, OTHER_BOOKS, a_donor, a_gift


@pytest.fixture(scope="module", autouse=True)
def _one_typesetter():
    yield
    stop_typesetting()


def test_gifts_of_a_year_have_numbers_without_gaps_even_after_a_failure(books):
    with freeze(NOW), books() as session:
        donor = a_donor(session)
        first = a_gift(session, donor)
        session.commit()
        with pytest.raises(InvalidInput):
            a_gift(session, donor, 0)
        session.rollback()
        second = a_gift(session, donor)
        session.commit()
        assert (first.number, second.number) == ("2026-000001", "2026-000002")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"amount": Money(0, "USD")}, "amount"),
        ({"amount": Money(-5, "USD")}, "amount"),
        ({"benefit": Money(10_001, "USD")}, "benefit"),
        ({"benefit": Money(5, "EUR")}, "benefit"),
        ({"received_on": date(2026, 11, 21)}, "received_on"),
        ({"received_on": date(1776, 7, 4)}, "received_on"),
        ({"method": "barter"}, "method"),
        ({"amount": None}, "goods"),
        ({"amount": None, "goods": "x" * 1001}, "goods"),
    ],
)
def test_a_gift_that_cannot_be_is_refused_at_its_field(books, more, field):
    with freeze(NOW), books() as session:
        donor = a_donor(session)
        with pytest.raises(InvalidInput) as refused:
            a_gift(session, donor, **more)
    assert set(refused.value.errors) == {field}


def test_goods_are_described_and_never_valued(books):
    with freeze(NOW), books() as session:
        gift = a_gift(session, a_donor(session), amount=None, goods="40 cans of beans")
        assert (gift.kind, gift.amount, gift.goods) == ("in_kind", 0, "40 cans of beans")


def test_a_gift_is_taken_back_by_a_second_person_and_once(books):
    with freeze(NOW), books() as session:
        gift = a_gift(session, a_donor(session), 20_000)
        receipt = issue_receipt(session, gift.id)
        session.commit()
        with pytest.raises(Refused) as refused:
            reverse_gift(session, gift.id, reason="Returned by the bank")
        assert refused.value.code == "SAME_PERSON"
    with freeze(NOW), books(OTHER_BOOKS) as session:
        back = reverse_gift(session, gift.id, reason="Returned by the bank")
        session.commit()
        assert (back.amount, back.reverses_id, back.status) == (-20_000, gift.id, "reversed")
        assert session.scalars(select(Receipt.status).where(Receipt.id == receipt.id)).one() == "cancelled"
        for wrong, code in ((gift.id, "ALREADY_REVERSED"), (back.id, "IS_REVERSAL")):
            with pytest.raises(Refused) as refused:
                reverse_gift(session, wrong, reason="again")
            assert refused.value.code == code
        with pytest.raises(Refused) as refused:
            issue_receipt(session, gift.id)
        assert refused.value.code == "GIFT_REVERSED"


def test_a_receipt_prints_in_the_donors_language_and_reprints_the_same_bytes(books, registers_app):
    with freeze(NOW), books() as session:
        gift = a_gift(session, a_donor(session), 25_000)
        receipt = issue_receipt(session, gift.id)
        session.commit()
        assert receipt.number == "2026-000001"
        first, second = read_receipt(session, receipt.id), read_receipt(session, receipt.id)
        assert first.content == second.content
        assert hashlib.sha256(first.content).digest() == receipt.sha256
        text = words_of(first.content)
        assert "Trần Thị Bích Ngọc" in text and "2026-000001" in text and "40 Heron Lane" in text
        with pytest.raises(Refused) as refused:
            issue_receipt(session, gift.id)
        assert refused.value.code == "RECEIPT_EXISTS"


def test_hindi_prints_as_hindi(books):
    with freeze(NOW), books() as session:
        gift = a_gift(session, a_donor(session, "आनन्द शर्मा", "hi"))
        receipt = issue_receipt(session, gift.id)
        text = words_of(read_receipt(session, receipt.id).content)
    assert "शर्मा" in text


def test_a_benefit_is_told_and_taken_off(books):
    with freeze(NOW), books() as session:
        gift = a_gift(session, a_donor(session, "Ana", "en"), 10_000, benefit=Money(4_000, "USD"))
        text = words_of(read_receipt(session, issue_receipt(session, gift.id).id).content)
    assert "$40.00" in text and "$60.00" in text


def test_a_damaged_paper_is_not_handed_out(books, charity):
    with freeze(NOW), books() as session:
        receipt = issue_receipt(session, a_gift(session, a_donor(session)).id)
        path = file_store().path(charity.tenant.id, receipt.store_name)
        path.write_bytes(b"%PDF-another")
        with pytest.raises(ReceiptDamaged):
            read_receipt(session, receipt.id)


def test_a_receipt_of_a_transaction_that_fails_leaves_its_number_for_the_next(books):
    with freeze(NOW), books() as session:
        donor = a_donor(session)
        one, two = a_gift(session, donor), a_gift(session, donor)
        session.commit()
        issue_receipt(session, one.id)
        session.rollback()
        assert issue_receipt(session, two.id).number == "2026-000001"


def test_the_donors_page_adds_up_without_what_was_taken_back(books):
    with freeze(NOW), books() as session:
        donor = a_donor(session)
        a_gift(session, donor, 5_000, received_on=date(2024, 3, 1))
        a_gift(session, donor, 7_500, received_on=date(2025, 12, 12))
        kept = a_gift(session, donor, 2_500)
        wrong = a_gift(session, donor, 99_900)
        session.commit()
    with freeze(NOW), books(OTHER_BOOKS) as session:
        reverse_gift(session, wrong.id, reason="Typed wrongly")
        session.commit()
        view = read_donor(session, donor)
        (sums,) = view.totals
        assert (sums.count, sums.lifetime.minor, sums.largest.minor) == (3, 15_000, 7_500)
        assert [(year.year, year.given.minor) for year in view.years] == [
            (2024, 5_000),
            (2025, 7_500),
            (2026, 2_500),
        ]
        assert (view.years_running, view.standing, view.withheld) == (3, "active", {})
        session.commit()
        entries = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc()).limit(2)).all()
        assert {(entry.about, tuple(entry.fields)) for entry in entries} == {
            ("person", ("name",)),
            ("gift", ("amount",)),
        }
        assert all(entry.subjects == [donor] for entry in entries)
    assert kept.status == "posted"


def test_gifts_are_listed_newest_first_by_pages_that_do_not_overlap(books):
    with freeze(NOW), books() as session:
        donor, other = a_donor(session), a_donor(session, "Ana")
        for day in range(1, 29):
            a_gift(session, donor, 100 * day, received_on=date(2026, 10, day))
        a_gift(session, other, received_on=date(2026, 10, 15))
        session.commit()
        first = list_gifts(session)
        second = list_gifts(session, after=first.after)
        assert (len(first.gifts), len(second.gifts), second.after) == (25, 4, None)
        assert not {gift.id for gift in first.gifts} & {gift.id for gift in second.gifts}
        assert [gift.donor for gift in list_gifts(session, GiftFilter(donor_id=other)).gifts] == ["Ana"]
        with pytest.raises(InvalidInput):
            list_gifts(session, after="not ours")


def test_amounts_and_names_are_withheld_where_the_purpose_does_not_open_them(desks, books, charity):
    with freeze(NOW), books() as session:
        donor = a_donor(session)
        a_gift(session, donor)
        session.commit()
    with desks.at(charity, "volunteer_coordinator", purpose="triage") as session:
        (gift,) = list_gifts(session).gifts
        assert (gift.donor, gift.amount, gift.benefit) == (None, None, None)
        view = read_donor(session, donor)
        assert (view.name, view.totals, set(view.withheld)) == (None, (), {"name", "giving"})
        assert all(fund.given == () for fund in list_funds(session))


def test_funds_start_with_those_of_the_kind_and_refuse_a_second_of_one_code(books):
    with freeze(NOW), books() as session:
        ensure_funds(session)
        ensure_funds(session)
        a_gift(session, a_donor(session), 4_200)
        assert {fund.code: [money.minor for money in fund.given] for fund in list_funds(session)} == {
            "general": [4_200],
            "food": [],
            "children": [],
            "transport": [],
        }
        with pytest.raises(InvalidInput) as refused:
            create_fund(session, "food", "", restriction="nonsense")
        assert set(refused.value.errors) == {"code", "name", "restriction"}


def test_another_charitys_gifts_are_not_there(books, other_charity):
    with freeze(NOW), books(office=other_charity) as session:
        donor = a_donor(session)
        gift = a_gift(session, donor)
        receipt = issue_receipt(session, gift.id)
        session.commit()
    with freeze(NOW), books() as session:
        assert list_gifts(session).gifts == ()
        for look in (
            lambda: read_receipt(session, receipt.id),
            lambda: read_donor(session, donor),
            lambda: issue_receipt(session, gift.id),
            lambda: reverse_gift(session, gift.id, reason="not mine"),
            lambda: a_gift(session, donor),
        ):
            with pytest.raises(NotFound):
                look()
