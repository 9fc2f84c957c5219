"""A receipt is cancelled by a paper with the next number; the database keeps every paper as it was issued."""

import psycopg
import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, Refused
from casework.models import Gift, Receipt
from casework.services.donors.cancel_receipt import cancel_one
from casework.services.donors.issue_receipt import issue_receipt, read_receipt
from casework.services.donors.list_receipts import list_receipts, receipts_of
from casework.services.donors.refund_gift import refund_gift
from casework.services.typesetting.typeset import stop_typesetting
from tests.reading_pdf import words_of
from tests.services.donors.scene import NOW, OTHER_BOOKS, a_donor, a_gift, usd


@pytest.fixture(scope="module", autouse=True)
def _one_typesetter():
    yield
    stop_typesetting()


def test_a_cancelled_receipt_a_counter_receipt_and_its_replacement_have_numbers_without_gaps(books):
    with freeze(NOW), books() as session:
        gift = a_gift(session, a_donor(session, "Ana Limma", "en"), 300_00)
        first = issue_receipt(session, gift.id)
        before = read_receipt(session, first.id).content
        with pytest.raises(InvalidInput):
            cancel_one(session, gift.id, reason=" ")
        counter = cancel_one(session, gift.id, reason="The name is spelled wrongly")
        with pytest.raises(Refused) as refused:
            cancel_one(session, gift.id, reason="Again")
        assert refused.value.code == "NO_RECEIPT"
        second = issue_receipt(session, gift.id)
        session.commit()
        assert [one.number for one in (first, counter, second)] == [
            "2026-000001",
            "2026-000002",
            "2026-000003",
        ]
        told = words_of(read_receipt(session, counter.id).content)
        assert "2026-000001" in told and "spelled wrongly" in told and "300" in told
        assert "2026-000001" in words_of(read_receipt(session, second.id).content)
        assert read_receipt(session, first.id).content == before
        page = list_receipts(session, 2026)
        assert (page.last, page.count, page.cancelled, page.missing) == (3, 3, 1, 0)
        assert [one.other for one in receipts_of(session, gift.id)] == [None, first.number, first.number]


def test_a_refund_cancels_the_receipt_by_a_number_and_the_rest_gets_one_of_its_own(books):
    with freeze(NOW), books() as session:
        gift = a_gift(session, a_donor(session), 100_00)
        issue_receipt(session, gift.id)
        session.commit()
    with freeze(NOW), books(OTHER_BOOKS) as session:
        refund_gift(session, gift.id, usd(40_00), reason="Paid twice")
        issue_receipt(session, gift.id)
        session.commit()
        papers = receipts_of(session, gift.id)
        assert [(one.kind, one.status) for one in papers] == [
            ("receipt", "cancelled"),
            ("counter", "issued"),
            ("receipt", "issued"),
        ]
        assert [one.amount for one in papers] == [usd(100_00), usd(100_00), usd(60_00)]
        assert papers[1].reason == "Paid twice"


def test_the_receipt_of_a_vehicle_says_which_form_follows(books):
    with freeze(NOW), books() as session:
        gift = a_gift(
            session, a_donor(session, "Ana", "en"), amount=None, goods="A van of 2011", goods_kind="vehicle"
        )
        told = words_of(read_receipt(session, issue_receipt(session, gift.id).id).content)
        assert "1098-C" in told and "$500.00" in told and "30 days" in " ".join(told.split())
        with pytest.raises(InvalidInput) as refused:
            a_gift(session, gift.donor_id, amount=None, goods="A boat", goods_kind="boat")
        assert set(refused.value.errors) == {"goods_kind"}


def test_whoever_asks_the_database_no_issued_paper_changes_or_goes(books, settings):
    with freeze(NOW), books() as session:
        gift = a_gift(session, a_donor(session))
        issue_receipt(session, gift.id)
        cancel_one(session, gift.id, reason="Spoiled")
        session.commit()
        assert session.scalars(select(Gift.status).where(Gift.id == gift.id)).one() == "posted"
        assert sorted(session.scalars(select(Receipt.status))) == ["cancelled", "issued"]
    with psycopg.connect(settings.database.owner.replace("+psycopg", ""), autocommit=True) as owner:
        for sql in (
            "update receipt set amount = 1",
            "update receipt set number = 'x'",
            "update receipt set status = 'issued' where status = 'cancelled'",
            "delete from receipt",
        ):
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
                owner.execute(sql)
