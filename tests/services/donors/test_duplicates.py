"""A receipt is handed out once as it was issued; each print after that says in its language that it is a duplicate."""

import hashlib

import psycopg
import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.models import Receipt
from casework.services.donors.cancel_receipt import cancel_one
from casework.services.donors.issue_receipt import issue_receipt, read_receipt
from casework.services.donors.print_receipt import note_handed_out, print_receipt
from casework.services.typesetting.typeset import stop_typesetting
from tests.reading_pdf import words_of
from tests.services.donors.scene import NOW, a_donor, a_gift

MARKS = {"en": "DUPLICATE", "es": "DUPLICADO", "pt": "SEGUNDA VIA", "hi": "प्रतिलिपि", "vi": "BẢN SAO"}


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


@pytest.fixture(scope="module", autouse=True)
def _one_typesetter():
    yield
    stop_typesetting()


@pytest.mark.parametrize("language", MARKS)
def test_the_second_print_says_so_in_its_language_and_what_is_stored_stays(books, language):
    with books() as session:
        receipt = issue_receipt(session, a_gift(session, a_donor(session, "Ana Lima", language)).id)
        first, second, third = (print_receipt(session, receipt.id) for _ in range(3))
        stored = read_receipt(session, receipt.id).content
        assert first.content == stored and hashlib.sha256(stored).digest() == receipt.sha256
        assert MARKS[language] not in words_of(first.content)
        for paper in (second, third):
            told = words_of(paper.content)
            assert MARKS[language] in told and paper.number == first.number == receipt.number
            for line in words_of(first.content).splitlines():
                assert line in told, "all that stands on the first one stands on this one"


def test_who_got_it_by_mail_prints_a_duplicate_and_a_cancelled_one_too(books):
    with books() as session:
        gift = a_gift(session, a_donor(session, "Ana Lima", "en"))
        receipt = issue_receipt(session, gift.id)
        assert note_handed_out(session, receipt.id) and not note_handed_out(session, receipt.id)
        assert "DUPLICATE" in words_of(print_receipt(session, receipt.id).content)
        counter = cancel_one(session, gift.id, reason="Spelled wrongly")
        assert "DUPLICATE" not in words_of(print_receipt(session, counter.id).content)
        again = issue_receipt(session, gift.id)
        assert "DUPLICATE" not in words_of(print_receipt(session, again.id).content)
        assert "DUPLICATE" in words_of(print_receipt(session, receipt.id).content)


def test_nobody_hands_out_what_is_next_door_and_the_day_is_noted_once(books, desks, other_charity, settings):
    with books() as session:
        receipt = issue_receipt(session, a_gift(session, a_donor(session)).id).id
        session.commit()
    with books(office=other_charity) as session:
        assert not note_handed_out(session, receipt)
        session.commit()
    with books() as session:
        print_receipt(session, receipt)
        session.commit()
        assert session.scalars(select(Receipt.handed_at).where(Receipt.id == receipt)).one() is not None
    with psycopg.connect(settings.database.owner.replace("+psycopg", ""), autocommit=True) as owner:
        for change in ("handed_at = null", "handed_at = now() + interval '1 day'", "number = 'x'"):
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
                owner.execute(f"update receipt set {change} where id = %s", [receipt])
